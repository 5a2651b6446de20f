import assert from "node:assert/strict";
import { MAX_VIEWERS } from "../../protocol/limits.ts";
import { type Language, LANGUAGES } from "./language.ts";
import { catalogueFor, screenCatalogueFor, siteTextFor } from "./texts.ts";

/** Every phrase of a catalogue under its path. */
function* phrases(value: unknown, path = ""): Generator<[path: string, phrase: string]> {
  if (typeof value === "string") yield [path, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* phrases(inner, `${path}.${key}`);
}

function isPluralForms(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && "other" in value;
}

function* pluralForms(value: unknown): Generator<Record<string, string>> {
  if (isPluralForms(value)) yield value;
  else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) yield* pluralForms(inner);
  }
}

function placeholders(phrase: string): string[] {
  return [...phrase.matchAll(/\{\w+\}/g)].map(([whole]) => whole).sort();
}

function textsIn(language: Language) {
  return [catalogueFor(language), screenCatalogueFor(language), siteTextFor(language)];
}

const english = new Map(phrases(textsIn("en")));

for (const language of LANGUAGES) {
  const texts = textsIn(language);

  Deno.test(`texts in ${language} have the placeholders that the English ones have`, () => {
    for (const [path, phrase] of phrases(texts)) {
      const original = english.get(path);
      // Plural categories differ between languages; those are tested below.
      if (original === undefined || /\.(one|few|many|other)$/.test(path)) continue;
      assert.deepEqual(placeholders(phrase), placeholders(original), path);
    }
  });

  Deno.test(`texts in ${language} have a form for every plural category of the language`, () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const forms of pluralForms(texts)) {
      assert.deepEqual(Object.keys(forms).toSorted(), categories);
    }
  });

  Deno.test(`texts in ${language} say the number wherever a form stands for several`, () => {
    for (const forms of pluralForms(texts)) {
      for (const [category, form] of Object.entries(forms)) {
        // In English "one" is 1 alone; in Russian it is 21 and 101, too.
        if (language === "en" && category === "one") continue;
        assert.ok(form.includes("{count}"), form);
      }
    }
  });

  Deno.test(`texts in ${language} are whole, calm sentences`, () => {
    for (const [path, phrase] of phrases(texts)) {
      assert.notEqual(phrase.trim(), "", path);
      assert.doesNotMatch(phrase, /!|\s{2}|^\s|\s$/, path);
    }
  });

  Deno.test(`texts in ${language} survive being sent to an island as plain data`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(texts)), texts);
  });
}

Deno.test("texts of the screen pages say how many viewers the server lets in", () => {
  const words: Readonly<Record<Language, RegExp>> = { en: /\bfive\b/i, ru: /пят(ь|и)(?=\s)/ };
  assert.equal(MAX_VIEWERS, 5);
  for (const language of LANGUAGES) {
    const { failures, presenter } = screenCatalogueFor(language);
    assert.match(failures["session-full"].lead, words[language]);
    assert.match(presenter.viewersFull, words[language]);
  }
});

Deno.test("texts of the screen pages don't speak of files", () => {
  for (const language of LANGUAGES) {
    const { failures, ...pages } = screenCatalogueFor(language);
    // About files as such: a peer may still claim them, and then they are what it claims.
    const ofFiles = ["source-changed", "part-mismatch", "integrity", "too-large"];
    const others = Object.entries(failures).filter(([reason]) =>
      !ofFiles.includes(reason) && !/^(?:storage|place)-/.test(reason)
    );
    for (const [path, phrase] of phrases([pages, others])) {
      const withoutName = phrase.replaceAll("FileFrag", "");
      assert.doesNotMatch(
        withoutName,
        /file|transfer|sender|receiver|файл|передач|отправител/i,
        path,
      );
    }
  }
});

Deno.test("texts of a lost route name its causes and every way out in each language", () => {
  for (const language of LANGUAGES) {
    const { lead, tips = [] } = catalogueFor(language).failures["no-route"];
    const whole = [lead, ...tips].join(" ");
    for (const word of ["NAT", "UDP", "Wi-Fi", "VPN", "TURN"]) {
      assert.ok(whole.includes(word), word);
    }
  }
});
