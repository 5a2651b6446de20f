/**
 * What the grammars of the doors are made of.
 * @module
 */
import fc from "fast-check";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import { FAILURE_REASONS } from "../../protocol/failure.ts";
import type { JsonValue } from "./door.ts";

/** A number of so many bits: a token, a digest, a key. */
export const base64 = (bytes: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(encodeBase64Url);

/** 256 bits. */
export const token: fc.Arbitrary<string> = base64(32);

/** An id of a session or a peer. */
export const id: fc.Arbitrary<string> = fc.uuid({ version: 4 });

/** A whole number of a range; its borders often. */
export const wholeNumber = (min = 0, max = Number.MAX_SAFE_INTEGER): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(min, max), fc.maxSafeInteger().map((value) => within(value, min, max)));

function within(value: number, min: number, max: number): number {
  return min + Math.abs(value) % (Math.min(max - min, Number.MAX_SAFE_INTEGER - 1) + 1);
}

/** A short text of anything. */
export const text = (maxLength: number, minLength = 0): fc.Arbitrary<string> =>
  fc.string({ unit: "binary", minLength, maxLength });

/** Why something ended. */
export const reason: fc.Arbitrary<string> = fc.constantFrom(...FAILURE_REASONS);

/** A file or an empty folder as its sender describes it. */
export const entry: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.record({
    path: text(20, 1).filter((path) => !path.endsWith("/")),
    size: wholeNumber(),
    modified: wholeNumber(0, 8.64e15),
  }),
  fc.record({
    path: text(20).map((path) => `${path}/`),
    size: fc.constant(0),
    modified: wholeNumber(0, 8.64e15),
  }),
);

/** An object of one `type`, and what else is in it. */
export function typed(
  type: string,
  members: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {},
  optional: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {},
): fc.Arbitrary<JsonValue> {
  return fc.record({ ...members, ...optional }, { requiredKeys: Object.keys(members) })
    .map((rest) => ({ type, ...rest }) as JsonValue);
}
