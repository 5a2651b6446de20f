/**
 * Ways to alter good input: whole values in the place of others, members lost, doubled and added, and
 * text that is cut, repeated or changed by a character.
 * @module
 */
import fc from "fast-check";
import type { JsonValue } from "./door.ts";

/** What stands where something else should: borders of numbers, names that JavaScript minds, foreign types. */
const ODD_VALUES: readonly JsonValue[] = [
  ...[0, -0, 1, -1, 0.5, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1e300],
  ...["", " ", "0", "__proto__", "constructor", "\0", "\ud800", "\u202e", "a/../b", "A".repeat(43)],
  ...[null, true, false, [], {}, [[]], [0, 1], JSON.parse('{"__proto__":null}'), { length: 1 }],
];

const ODD_NAMES = ["__proto__", "constructor", "toString", "type", "length", "then", ""];

/** One step from the root of a value. */
type Step = number | string;

/** All places in a value, the root first. */
function placesIn(value: JsonValue, path: readonly Step[] = []): (readonly Step[])[] {
  const places = [path];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) places.push(...placesIn(item, [...path, index]));
  } else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      places.push(...placesIn(item, [...path, name]));
    }
  }
  return places;
}

/** What becomes of one place: another value, nothing where it is `undefined`. */
function changed(
  value: JsonValue,
  path: readonly Step[],
  change: (value: JsonValue) => JsonValue | undefined,
): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const next = index === step ? changed(item, rest, change) : item;
      return next === undefined ? [] : [next];
    });
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const next = name === step ? changed(item, rest, change) : item;
      return next === undefined ? [] : [[name, next]];
    }),
  );
}

type Change = (value: JsonValue, odd: JsonValue, name: string) => JsonValue | undefined;

const CHANGES: readonly Change[] = [
  (_value, odd) => odd,
  () => undefined,
  (value) => [value, value],
  (value) => Array.isArray(value) ? [...value, ...value] : { value },
  (value, odd, name) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? { ...value, [name]: odd }
      : odd,
  (value) => typeof value === "number" ? -value : typeof value === "string" ? value + value : value,
  (value) => typeof value === "number" ? value + 0.5 : JSON.stringify(value),
];

/** A well-formed value with one to three places altered. */
export function damagedValue(grammar: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> {
  const damage = fc.record({
    at: fc.nat(),
    change: fc.constantFrom(...CHANGES),
    odd: fc.constantFrom(...ODD_VALUES),
    name: fc.constantFrom(...ODD_NAMES),
  });
  return fc.tuple(grammar, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([value, damages]) => {
      let altered: JsonValue = value;
      for (const { at, change, odd, name } of damages) {
        const places = placesIn(altered);
        const place = places[at % places.length] ?? [];
        altered = changed(altered, place, (old) => change(old, odd, name)) ?? null;
      }
      return altered;
    });
}

const CHARACTERS = [...'{}[]",:0123456789-+eE.ABz_%#&=; \\/\n\r\t\0\ud83d\u202e\u{1f426}'];

/** A text with one to three places altered. */
export function damagedText(grammar: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const damage = fc.record({
    at: fc.nat(),
    length: fc.nat(20),
    how: fc.constantFrom("change", "insert", "lose", "repeat", "cut"),
    character: fc.constantFrom(...CHARACTERS),
  });
  return fc.tuple(grammar, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([text, damages]) => damages.reduce(damageText, text));
}

function damageText(
  text: string,
  { at, length, how, character }: { at: number; length: number; how: string; character: string },
): string {
  const from = text.length === 0 ? 0 : at % text.length;
  switch (how) {
    case "change":
      return text.slice(0, from) + character + text.slice(from + 1);
    case "insert":
      return text.slice(0, from) + character + text.slice(from);
    case "lose":
      return text.slice(0, from) + text.slice(from + length);
    case "repeat":
      return text.slice(0, from + length) + text.slice(from);
    default:
      return text.slice(0, from);
  }
}

/** Bytes with one to three places altered, cut off or longer. */
export function damagedBytes(grammar: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const damage = fc.record({
    at: fc.nat(),
    how: fc.constantFrom("set", "cut", "grow"),
    byte: fc.constantFrom(0, 1, 2, 3, 4, 127, 128, 254, 255),
  });
  return fc.tuple(grammar, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([bytes, damages]) => {
      let altered = [...bytes];
      for (const { at, how, byte } of damages) {
        const place = altered.length === 0 ? 0 : at % altered.length;
        if (how === "set") altered[place] = byte;
        else if (how === "cut") altered = altered.slice(0, place);
        else altered.push(byte, byte, byte);
      }
      return Uint8Array.from(altered);
    });
}
