/**
 * A value out of a JSON file, read step by step. What isn't as it has to be is an error that names
 * the place, so that a wrong figure in a file is found by its path.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const json = Json.parse('{"runs": [3, null]}', "speed.json");
 * assert.deepEqual(json.at("runs").runs(), [3, undefined]);
 * assert.throws(() => json.at("runs").text(), /speed\.json\.runs: not a text/);
 * ```
 */
export class Json {
  readonly #value: unknown;
  readonly #path: string;

  private constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  /** Reads a file's text; its name begins every path. */
  static parse(text: string, name: string): Json {
    return new Json(JSON.parse(text), name);
  }

  /** A member that has to be there. */
  at(name: string): Json {
    const member = this.find(name);
    if (member === undefined) throw this.#error(`has no "${name}"`);
    return member;
  }

  /** A member; `undefined` where it is missing or `null`. */
  find(name: string): Json | undefined {
    const value = this.#record()[name];
    return value === undefined || value === null ? undefined : new Json(value, this.#below(name));
  }

  /** The items of a list. */
  list(): Json[] {
    if (!Array.isArray(this.#value)) throw this.#error("not a list");
    return this.#value.map((item, index) => new Json(item, this.#below(String(index))));
  }

  /** The items of a list, `undefined` where one is `null`: a run that there is no value of. */
  optionalList(): (Json | undefined)[] {
    return this.list().map((item) => item.#value === null ? undefined : item);
  }

  /** Members by their names. */
  entries(): [name: string, member: Json][] {
    return Object.entries(this.#record())
      .map(([name, value]) => [name, new Json(value, this.#below(name))]);
  }

  /** One value a run, `undefined` where it is `null`. */
  runs(): (number | undefined)[] {
    return this.optionalList().map((item) => item?.number());
  }

  /** A text. */
  text(): string {
    if (typeof this.#value !== "string") throw this.#error("not a text");
    return this.#value;
  }

  /** A number. */
  number(): number {
    if (typeof this.#value !== "number") throw this.#error("not a number");
    return this.#value;
  }

  #record(): Record<string, unknown> {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw this.#error("not an object");
    }
    return { ...value };
  }

  #below(name: string): string {
    return `${this.#path}.${name}`;
  }

  #error(what: string): TypeError {
    return new TypeError(`${this.#path}: ${what}`);
  }
}
