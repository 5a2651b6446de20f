import type { Settings } from "./settings.ts";

/**
 * Does one measurement; where it fails, remembers by name what failed and why, and answers
 * `undefined`, so that the others still run. Being interrupted isn't a failure: it is thrown.
 */
export type Attempt = <Result>(
  what: string,
  measure: () => Promise<Result>,
) => Promise<Result | undefined>;

/** What a section is given. */
export interface SectionContext {
  readonly settings: Settings;
  /** Aborted when the reader interrupts: browsers are killed then, and everything cleans up. */
  readonly signal: AbortSignal;
  readonly attempt: Attempt;
}

/** What a section found out. */
export interface SectionResult {
  /** Everything that was measured, run by run; goes into the JSON. */
  readonly data: unknown;
  /** The same for people, as Markdown. */
  readonly table: string;
}

/** Measures one thing from beginning to end and cleans up after itself. */
export type Section = (context: SectionContext) => Promise<SectionResult>;

/** A measurement that there is no result of. */
export interface NotRun {
  readonly what: string;
  readonly why: string;
}
