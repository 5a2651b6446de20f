import type { FailureReason } from "../protocol/failure.ts";
import type { Side } from "../transfer/state.ts";
import { EN_FAILURES } from "../ui/i18n/en/failures.ts";
import { fill } from "../ui/i18n/fill.ts";
import type { Language } from "../ui/i18n/language.ts";
import { RU_FAILURES } from "../ui/i18n/ru/failures.ts";
import type { FailureTable } from "../ui/i18n/wording.ts";
import { formatBytes } from "../ui/parts/format.ts";
import type { CliEvent } from "./cli_event.ts";
import { SYNOPSIS, type Wrong } from "./usage.ts";
import type { Words } from "./words.ts";
import { EN_WORDS } from "./words_en.ts";
import { RU_WORDS } from "./words_ru.ts";

const WORDS: Readonly<Record<Language, Words>> = { en: EN_WORDS, ru: RU_WORDS };
const FAILURES: Readonly<Record<Language, FailureTable>> = { en: EN_FAILURES, ru: RU_FAILURES };

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/**
 * A failure as a sentence with its code, which is the same in every language.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(failureText("wrong-key", "here", "en"), "The key doesn’t fit (wrong-key)");
 * ```
 */
export function failureText(reason: FailureReason, side: Side, language: Language): string {
  const texts = FAILURES[language][reason];
  const { title } = side === "there" ? texts.there ?? texts : texts;
  return `${WORDS[language].failures[reason] ?? title} (${reason})`;
}

/** Why a command line can't be carried out, and how one is written. */
export function usageText(language: Language, wrong?: Wrong, what = ""): string {
  const words = WORDS[language];
  const why = wrong === undefined ? [] : [fill(words.wrong[wrong], { what })];
  return [...why, words.usage, ...SYNOPSIS.map((line) => `  ${line}`)].join("\n");
}

/**
 * An event as a line for people; `undefined` for progress, which is drawn, and for what was said already.
 *
 * @param isAlone whether there is only one recipient, who then needs no number
 */
export function eventText(
  event: CliEvent,
  language: Language,
  isAlone: boolean,
): string | undefined {
  const words = WORDS[language];
  const of = (number: number, text: string) =>
    isAlone ? text[0]?.toLocaleUpperCase(language) + text.slice(1) : fill(words.recipient, {
      number: String(number),
      text,
    });
  switch (event.event) {
    case "link":
      return words.link;
    case "skipped":
      return fill(words.skipped, { path: event.path, why: event.why });
    case "notice":
      return words.notices[event.notice];
    case "connected":
      // It is known in the next moment, and told then.
      if (event.path === undefined) return undefined;
      return of(event.recipient, fill(words.connected, { path: words.paths[event.path] }));
    case "offer":
      return fill(words.offer, {
        files: String(event.files),
        bytes: formatBytes(language, event.bytes),
      });
    case "started":
      return of(event.recipient, event.isContinued ? words.continued : words.started);
    case "progress":
      return undefined;
    case "delivered":
      return of(event.recipient, words.delivered);
    case "received":
      return words.received;
    case "ended": {
      const text = failureText(event.reason, event.side, language);
      return of(event.recipient, fill(words.ended, { text }));
    }
    case "failed":
      return failureText(event.reason, event.side, language);
  }
}
