import { type Language, parseLanguage } from "../ui/i18n/language.ts";

/**
 * The language of messages, by the variables that POSIX has for it (XBD §8.2); English where there is
 * none of ours.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(cliLanguage({ LANG: "ru_RU.UTF-8" }), "ru");
 * assert.equal(cliLanguage({ LANG: "ru_RU.UTF-8", LC_ALL: "C" }), "en");
 * ```
 */
export function cliLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return parseLanguage(locale.slice(0, 2).toLowerCase()) ?? "en";
}
