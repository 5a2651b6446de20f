import type { PluralForms } from "./wording.ts";
import type { Language } from "./language.ts";

/**
 * Puts values in place of a template's `{placeholders}`. A placeholder without a value stays as it
 * is, so that a mistake is seen and not hidden.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(fill("{done} of {total}", { done: "1 MB", total: "2 MB" }), "1 MB of 2 MB");
 * ```
 */
export function fill(
  template: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return template.replace(
    /\{(\w+)\}/g,
    (whole, name: string) => String(values[name] ?? whole),
  );
}

/**
 * The form of a phrase that agrees with a number, with `{count}` filled in.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const files = { one: "{count} файл", few: "{count} файла", many: "{count} файлов", other: "{count} файла" };
 * assert.equal(plural("ru", files, 22), "22 файла");
 * ```
 */
export function plural(
  language: Language,
  forms: PluralForms,
  count: number,
): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ??
    forms.other;
  return fill(form, {
    count: new Intl.NumberFormat(language).format(count),
  });
}
