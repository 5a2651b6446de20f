/**
 * What a language has to say, by the shape of the English catalogues. They are plain data: the server
 * hands the chosen one to an island as a prop, so no text is in a script and a page loads one language
 * only. A missing key fails `deno check`, and so does one too many.
 * @module
 */
import type { EN } from "./en/files.ts";
import type { EN_SCREEN } from "./en/screen.ts";
import type { EN_LINK } from "./en/shared.ts";
import type { EN_SITE } from "./en/site.ts";
import type { Language } from "./language.ts";
import type { Wording } from "./wording.ts";

/** The texts of the islands that send and receive. */
export type Catalogue = Wording<typeof EN>;

/** What both sides of a transfer say. */
export type CommonText = Catalogue["common"];

/** What the sender's page says. */
export type SenderText = Catalogue["sender"];

/** What the receiver's page says. */
export type ReceiverText = Catalogue["receiver"];

/** The texts of the islands of screen sharing. */
export type ScreenCatalogue = Wording<typeof EN_SCREEN>;

/** What both sides of a shared screen say. */
export type ScreenCommonText = ScreenCatalogue["common"];

/** What the presenter's page says. */
export type PresenterText = ScreenCatalogue["presenter"];

/** What the viewer's page says. */
export type ViewerText = ScreenCatalogue["viewer"];

/** The words around a link that is to be handed on. */
export type LinkText = Pick<SenderText, "link" | keyof typeof EN_LINK>;

/** What the server writes around the islands; no script ever has it. */
export type SiteText = Wording<typeof EN_SITE>;

/** What a part of a page says, and the language in which it writes numbers. */
export interface Localized<Text = Catalogue> {
  readonly text: Text;
  readonly language: Language;
}
