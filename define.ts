import { createDefine } from "fresh";
import type { Services } from "./lib/server/services.ts";
import type { Language } from "./lib/ui/i18n/language.ts";

/** What the middleware gives every request. */
export interface State {
  services: Services;
  /** The language of the page, chosen by `routes/_middleware.tsx`. */
  language: Language;
}

/** Types the handlers, pages and middleware of this app. */
export const define = createDefine<State>();
