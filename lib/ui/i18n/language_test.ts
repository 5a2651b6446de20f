import assert from "node:assert/strict";
import { chooseLanguage, type Language } from "./language.ts";

const CASES: readonly [header: string | null, override: string | null, expected: Language][] = [
  [null, null, "en"],
  ["", "", "en"],
  ["ru", null, "ru"],
  ["ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", null, "ru"],
  ["en-US,en;q=0.9,ru;q=0.8", null, "en"],
  ["de,fr;q=0.9", null, "en"],
  ["de, ru;q=0.3", null, "ru"],
  ["en;q=0.2, RU-ru ; Q=0.9", null, "ru"],
  ["ru;q=0, en;q=0.1", null, "en"],
  ["ru;q=0", null, "en"],
  ["ru;q=nonsense", null, "en"],
  ["ru;q=7", null, "en"],
  ["*", null, "en"],
  ["russian", null, "en"],
  ["en", "ru", "ru"],
  ["ru", "en", "en"],
  ["ru", "xx", "ru"],
  [",;,;q=,", null, "en"],
];

for (const [header, override, expected] of CASES) {
  Deno.test(`chooseLanguage() of ${header} and override ${override} is ${expected}`, () => {
    assert.equal(chooseLanguage(header, override), expected);
  });
}
