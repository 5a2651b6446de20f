import type { Arbitrary } from "fast-check";

/** Anything that JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | {
  readonly [key: string]: JsonValue;
};

/** What all doors have. */
interface DoorBasics {
  /** The parser's own name. */
  readonly name: string;
}

/** A parser of text, whose well-formed input is JSON. */
export interface JsonDoor extends DoorBasics {
  readonly kind: "json";
  readonly grammar: Arbitrary<JsonValue>;
  /** Never throws; `undefined` where anything is wrong. */
  parse(text: string): unknown;
}

/** A parser of values that were read from JSON, from storage or from another thread. */
export interface ValueDoor extends DoorBasics {
  readonly kind: "value";
  readonly grammar: Arbitrary<JsonValue>;
  parse(value: unknown): unknown;
}

/** A parser of text of its own form. */
export interface TextDoor extends DoorBasics {
  readonly kind: "text";
  readonly grammar: Arbitrary<string>;
  parse(text: string): unknown;
  /** Writes what was read; missing where nothing writes it. */
  write?(parsed: unknown): string;
}

/** A parser of bytes. */
export interface BytesDoor extends DoorBasics {
  readonly kind: "bytes";
  readonly grammar: Arbitrary<Uint8Array>;
  parse(bytes: Uint8Array<ArrayBuffer>): unknown;
}

/** Where something comes in from outside: a parser, and the grammar of what it is meant to take. */
export type Door = JsonDoor | ValueDoor | TextDoor | BytesDoor;
