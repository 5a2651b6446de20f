import assert from "node:assert/strict";
import fc from "fast-check";
import type { Door, JsonValue } from "./door.ts";
import { damagedBytes, damagedText, damagedValue } from "./damage.ts";

/** How often, and from where. */
export interface FuzzRun {
  readonly runs: number;
  /** What the inputs are drawn from: one seed, one course. */
  readonly seed: number;
}

/** What went wrong, as small as it could be made. */
export interface FuzzFailure {
  readonly door: string;
  readonly input: CorpusInput;
  readonly seed: number;
  readonly why: string;
}

/** An input as the corpus keeps it: text, a value, or bytes as numbers. */
export type CorpusInput =
  | { readonly text: string }
  | { readonly value: JsonValue }
  | { readonly bytes: readonly number[] };

/**
 * Feeds a door what its grammar says, which it has to take, and altered input, which it may take or
 * leave. What is taken must be read again as the same, where it can be written.
 *
 * @returns the smallest input that fails; `undefined` where none did
 */
export async function checkDoor(
  door: Door,
  { runs, seed }: FuzzRun,
): Promise<FuzzFailure | undefined> {
  const inputs = fc.oneof(
    { weight: 1, arbitrary: good(door).map((input) => ({ input, isGood: true })) },
    { weight: 4, arbitrary: damaged(door).map((input) => ({ input, isGood: false })) },
  );
  const property = fc.asyncProperty(
    inputs,
    ({ input, isGood }) => checkInput(door, input, isGood),
  );
  const result = await fc.check(property, { numRuns: runs, seed });
  if (!result.failed) return undefined;
  const [failing] = result.counterexample ?? [];
  if (!failing) throw new Error(`${door.name}: no input was found`);
  const why = String(result.errorInstance ?? "");
  return { door: door.name, input: failing.input, seed: result.seed, why };
}

/** Holds one input against a door. */
export async function checkInput(door: Door, input: CorpusInput, isGood = false): Promise<void> {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const parsed = await feed(door, input);
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), before);
  if (parsed === undefined) return assert.ok(!isGood, "well-formed input was refused");
  const written = writtenAgain(door, parsed);
  // Compared as text: -0 is a whole number like 0, and both are written "0".
  if (written) assert.equal(textOf(await feed(door, written)), textOf(parsed));
}

function feed(door: Door, input: CorpusInput): unknown {
  if ("bytes" in input) {
    return door.kind === "bytes" ? door.parse(Uint8Array.from(input.bytes)) : undefined;
  }
  if ("value" in input) return door.kind === "value" ? door.parse(input.value) : undefined;
  return door.kind === "json" || door.kind === "text" ? door.parse(input.text) : undefined;
}

function writtenAgain(door: Door, parsed: unknown): CorpusInput | undefined {
  switch (door.kind) {
    case "json":
      return { text: JSON.stringify(parsed) };
    case "value":
      return { value: JSON.parse(JSON.stringify(parsed)) };
    case "text":
      return door.write && { text: door.write(parsed) };
    case "bytes":
      return undefined;
  }
}

function textOf(parsed: unknown): string {
  return JSON.stringify(
    parsed,
    (_key, value) => value instanceof Uint8Array ? [...value] : value,
  ) ?? "undefined";
}

function good(door: Door): fc.Arbitrary<CorpusInput> {
  switch (door.kind) {
    case "json":
      return door.grammar.map((value) => ({ text: JSON.stringify(value) }));
    case "value":
      return door.grammar.map((value) => ({ value }));
    case "text":
      return door.grammar.map((text) => ({ text }));
    case "bytes":
      return door.grammar.map((bytes) => ({ bytes: [...bytes] }));
  }
}

function damaged(door: Door): fc.Arbitrary<CorpusInput> {
  switch (door.kind) {
    case "json": {
      const written = door.grammar.map((value) => JSON.stringify(value));
      return fc.oneof(
        damagedValue(door.grammar).map((value) => ({ text: JSON.stringify(value) })),
        damagedText(written).map((text) => ({ text })),
      );
    }
    case "value":
      return damagedValue(door.grammar).map((value) => ({ value }));
    case "text":
      return fc.oneof(damagedText(door.grammar), fc.string({ unit: "binary" }))
        .map((text) => ({ text }));
    case "bytes":
      return fc.oneof(damagedBytes(door.grammar), fc.uint8Array())
        .map((bytes) => ({ bytes: [...bytes] }));
  }
}
