import type { Terminal } from "../../cli/terminal.ts";

/** A terminal that remembers what was written, and on which a test waits for it. */
export class FakeTerminal implements Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly isScreen: boolean;
  /** Lines of results. */
  readonly printed: string[] = [];
  /** All else. */
  said = "";
  /** What is answered; nobody is there where missing. */
  answer: string | undefined;
  readonly #waiting = new Set<() => void>();

  constructor({ columns = 80, rows = 60, isScreen = false } = {}) {
    this.columns = columns;
    this.rows = rows;
    this.isScreen = isScreen;
  }

  print(line: string): void {
    this.printed.push(line);
    this.#changed();
  }

  say(text: string): void {
    this.said += text;
    this.#changed();
  }

  ask(): Promise<string | undefined> {
    return Promise.resolve(this.answer);
  }

  /** Resolves with the link that a sender prints. */
  link(): Promise<string> {
    return this.#until(() => this.printed[0]);
  }

  /** Resolves when something like it was said. */
  async until(pattern: RegExp): Promise<void> {
    await this.#until(() => pattern.test(this.said) || undefined);
  }

  #until<Value>(look: () => Value | undefined): Promise<Value> {
    return new Promise((resolve) => {
      const check = () => {
        const value = look();
        if (value === undefined) return;
        this.#waiting.delete(check);
        resolve(value);
      };
      this.#waiting.add(check);
      check();
    });
  }

  #changed(): void {
    for (const check of [...this.#waiting]) check();
  }
}
