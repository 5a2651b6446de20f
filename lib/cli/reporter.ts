import type { Language } from "../ui/i18n/language.ts";
import { percentOf } from "../ui/parts/format.ts";
import type { CliEvent } from "./cli_event.ts";
import { eventText } from "./event_text.ts";
import { barLine, type ProgressEvent, progressText } from "./progress_bar.ts";
import { qrLines } from "./qr_lines.ts";
import type { Terminal } from "./terminal.ts";

/** Percent from one plain line of progress to the next. */
const LINE_STEP = 10;

/** How things are told. */
export interface ReporterOptions {
  readonly terminal: Terminal;
  readonly language: Language;
  readonly json: boolean;
  /** How many a share is for; 1 for a receiver. */
  readonly recipients: number;
}

/**
 * Tells what happens: as objects, or as lines, below which a screen has a bar for each recipient. A link
 * also goes, alone on its line, to where the next program reads.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #bars = new Map<number, ProgressEvent>();
  /** Lines of bars that are on the screen now. */
  #drawn = 0;
  /** The last plain line of each recipient, in steps. */
  readonly #steps = new Map<number, number>();

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** Tells one event. */
  report(event: CliEvent): void {
    const { terminal, language, json, recipients } = this.#options;
    if (json) {
      terminal.say(`${JSON.stringify(event)}\n`);
      if (event.event === "link") terminal.print(event.link);
      return;
    }
    if (event.event === "progress") return this.#onProgress(event);
    if ("recipient" in event) this.#bars.delete(event.recipient);
    const text = eventText(event, language, recipients === 1);
    if (text !== undefined) this.#line(text);
    if (event.event !== "link") return;
    terminal.print(event.link);
    for (const line of qrLines(event.link, terminal)) this.#line(line);
  }

  /** Leaves the screen as whoever comes next expects it. */
  close(): void {
    this.#bars.clear();
    this.#draw("");
  }

  #onProgress(event: ProgressEvent): void {
    const { terminal, language, recipients } = this.#options;
    const { recipient } = event;
    if (terminal.isScreen) {
      this.#bars.set(recipient, event);
      return this.#draw("");
    }
    const step = Math.floor(percentOf(event.doneBytes, event.totalBytes) / LINE_STEP);
    if (this.#steps.get(recipient) === step) return;
    this.#steps.set(recipient, step);
    const label = recipients === 1 ? "" : `${recipient}: `;
    this.#line(`${label}${progressText(event, language)}`);
  }

  #line(text: string): void {
    this.#draw(`${text}\n`);
  }

  /** Writes `text` where the bars were, and the bars below it. */
  #draw(text: string): void {
    const { terminal, language, recipients } = this.#options;
    // ECMA-48: up so many lines, then erase what is below.
    const erase = this.#drawn > 0 ? `\x1b[${this.#drawn}A\x1b[0J` : "";
    const bars = [...this.#bars.values()].sort((a, b) => a.recipient - b.recipient);
    const lines = bars.map((event) =>
      barLine(event, {
        columns: terminal.columns,
        language,
        label: recipients === 1 ? "" : `${event.recipient}: `,
      })
    );
    this.#drawn = lines.length;
    const all = erase + text + lines.map((line) => `${line}\n`).join("");
    if (all !== "") terminal.say(all);
  }
}
