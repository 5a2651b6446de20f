/**
 * What tests of views ask of the HTML that they make.
 * @module
 */
import assert from "node:assert/strict";
import { type Language, LANGUAGES } from "../ui/i18n/language.ts";

/** One of some samples; fails where there is none of that name. */
export function sampleOf<Sample>(samples: Readonly<Record<string, Sample>>, name: string): Sample {
  const sample = samples[name];
  assert.ok(sample, name);
  return sample;
}

/** Asserts that each of these is in the HTML. */
export function has(html: string, ...parts: readonly string[]): void {
  for (const part of parts) assert.ok(html.includes(part), `${part} in ${html}`);
}

/** Asserts that none of these is in the HTML. */
export function hasNot(html: string, ...parts: readonly string[]): void {
  for (const part of parts) assert.ok(!html.includes(part), `no ${part} in ${html}`);
}

/** How often something is in the HTML. */
export function count(html: string, part: string): number {
  return html.split(part).length - 1;
}

/** The page contract's names of all that can be pressed, in its order. */
export function actionsIn(html: string): string[] {
  return [...html.matchAll(/data-action="([\w-]+)"/g)].map(([, action = ""]) => action);
}

/** A page that is tried in every state. */
export interface PageContractCase<Sample> {
  readonly island: string;
  readonly samples: Readonly<Record<string, Sample>>;
  readonly stateOf: (
    sample: Sample,
  ) => { readonly kind: string; readonly failure?: { readonly reason: string } };
  readonly render: (sample: Sample, language: Language) => string;
  /** By sample: what `data-reason` says in states that end nothing. */
  readonly troubles?: Readonly<Record<string, string>>;
}

/** Tests that a page keeps the page contract in every sample and language. */
export function testPageContract<Sample>(
  { island, samples, stateOf, render, troubles = {} }: PageContractCase<Sample>,
): void {
  for (const [name, sample] of Object.entries(samples)) {
    Deno.test(`${island} view shows ${name} by the page contract in every language`, () => {
      const { kind, failure } = stateOf(sample);
      for (const language of LANGUAGES) {
        const html = render(sample, language);
        has(html, `data-island="${island}"`, `data-state="${kind}"`);
        const reason = kind === "failed" ? failure?.reason : troubles[name];
        if (reason === undefined) hasNot(html, "data-reason");
        else assert.equal(/data-reason="([^"]+)"/.exec(html)?.[1], reason);
        assert.equal(count(html, "<h1"), 1);
        assert.equal(count(html, 'role="status" aria-live="polite"'), 1);
        // The security policy forbids style attributes; a {placeholder} was left unfilled.
        assert.doesNotMatch(html, /\sstyle=|\{\w+\}|undefined|NaN/);
      }
    });
  }
}
