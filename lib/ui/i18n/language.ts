/** The languages there is a catalogue for, in the order the switch shows them. */
export const LANGUAGES = ["en", "ru"] as const;

/** One of {@linkcode LANGUAGES}. */
export type Language = typeof LANGUAGES[number];

/** Reads a language from outside, such as `?lang=`; `undefined` where there is no catalogue for it. */
export function parseLanguage(value: unknown): Language | undefined {
  return LANGUAGES.find((language) => language === value);
}

/**
 * The language of a page: what the reader asked for on the page itself, else the best match of the
 * browser's `Accept-Language`, else English.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(chooseLanguage("de, ru-RU;q=0.8, en;q=0.5", null), "ru");
 * assert.equal(chooseLanguage("ru", "en"), "en");
 * ```
 */
export function chooseLanguage(
  acceptLanguage: string | null | undefined,
  override: string | null | undefined,
): Language {
  return parseLanguage(override) ?? preferred(acceptLanguage ?? "") ?? "en";
}

function preferred(acceptLanguage: string): Language | undefined {
  let best: Language | undefined;
  let bestWeight = 0;
  for (const range of acceptLanguage.split(",")) {
    const [tag = "", ...parameters] = range.split(";");
    const language = parseLanguage(tag.trim().toLowerCase().split("-")[0]);
    const weight = weightOf(parameters);
    // Of equal weights the first wins: RFC 9110 §12.5.4 leaves it open, and browsers list by preference.
    if (language !== undefined && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split("=");
    if (name.trim().toLowerCase() !== "q") continue;
    const weight = Number(value.trim());
    return weight >= 0 && weight <= 1 ? weight : 0;
  }
  return 1;
}
