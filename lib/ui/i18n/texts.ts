/**
 * Every language at once. For the server only: imported in an island it would put all of them into
 * the script.
 * @module
 */
import type { Catalogue, ScreenCatalogue, SiteText } from "./catalogue.ts";
import { EN } from "./en/files.ts";
import { EN_SCREEN } from "./en/screen.ts";
import { EN_SITE } from "./en/site.ts";
import type { Language } from "./language.ts";
import { RU } from "./ru/files.ts";
import { RU_SCREEN } from "./ru/screen.ts";
import { RU_SITE } from "./ru/site.ts";

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en: EN, ru: RU };
const SCREEN_CATALOGUES: Readonly<Record<Language, ScreenCatalogue>> = {
  en: EN_SCREEN,
  ru: RU_SCREEN,
};
const SITE_TEXTS: Readonly<Record<Language, SiteText>> = { en: EN_SITE, ru: RU_SITE };

/** The texts of the islands in a language, to hand to one as a prop. */
export function catalogueFor(language: Language): Catalogue {
  return CATALOGUES[language];
}

/** The texts of the screen islands in a language, to hand to one as a prop. */
export function screenCatalogueFor(language: Language): ScreenCatalogue {
  return SCREEN_CATALOGUES[language];
}

/** The texts around the islands in a language. */
export function siteTextFor(language: Language): SiteText {
  return SITE_TEXTS[language];
}
