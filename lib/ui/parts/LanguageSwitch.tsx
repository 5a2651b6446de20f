import { type Language, LANGUAGES } from "../i18n/language.ts";

// Each language by its own name, so that whoever needs it can read it.
const NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  ru: "Русский",
};

/** Props of {@linkcode LanguageSwitch}. */
export interface LanguageSwitchProps {
  readonly language: Language;
  readonly label: string;
}

/**
 * Reloads the page in another language. A button and not a link: a link to `?lang=…` would drop the
 * fragment, and with it the key.
 */
export function LanguageSwitch({ language, label }: LanguageSwitchProps) {
  return (
    <div class="languages" role="group" aria-label={label}>
      {LANGUAGES.filter((other) => other !== language).map((other) => (
        <button
          key={other}
          type="button"
          class="button-plain"
          data-action="language"
          lang={other}
          onClick={() => {
            location.search = `?lang=${other}`;
          }}
        >
          {NAMES[other]}
        </button>
      ))}
    </div>
  );
}
