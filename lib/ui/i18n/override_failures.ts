import type { FailureReason } from "../../protocol/failure.ts";
import type { Catalogue, FailureText, FailureTexts } from "./catalogue.ts";

/** What other pages say differently: whole sides, or single phrases of one. */
export type FailureOverrides = Readonly<Partial<Record<FailureReason, FailureOverride>>>;

/** The phrases of one failure that differ. */
export interface FailureOverride {
  readonly here?: Partial<FailureText>;
  readonly there?: FailureText;
}

/** A failure table with some of its phrases replaced. */
export function overrideFailures(
  base: Catalogue["failures"],
  overrides: FailureOverrides,
): Catalogue["failures"] {
  const failures: Record<FailureReason, FailureTexts> = { ...base };
  for (const [reason, { here, there }] of entriesOf(overrides)) {
    const old = base[reason];
    failures[reason] = {
      ...old,
      here: { ...old.here, ...here },
      ...(there === undefined ? {} : { there }),
    };
  }
  return failures;
}

function entriesOf(overrides: FailureOverrides): [FailureReason, FailureOverride][] {
  return Object.entries(overrides) as [FailureReason, FailureOverride][];
}
