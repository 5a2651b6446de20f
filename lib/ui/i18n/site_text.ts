import type { Heading } from "./catalogue.ts";

/** A section of headed paragraphs. */
export interface SiteSection {
  readonly title: string;
  readonly items: readonly Heading[];
}

/** What the server writes around the islands; no script ever has it. */
export interface SiteText {
  /** One line about the whole thing, for search engines and link previews. */
  readonly description: string;
  /** The same about showing a screen. */
  readonly screenDescription: string;
  /** What the preview of a shared link says: nothing of the transfer, of which the server knows nothing. */
  readonly invitation: Heading;
  /** The same for a screen. */
  readonly invitationToWatch: Heading;
  /** On the page of a link whose key was sent to the server on its way. */
  readonly escapedLink: string;
  /** The name of the wordmark as a link. */
  readonly home: string;
  readonly goHome: string;
  /** Leads from files to the screen, and the next one back. */
  readonly showScreen: string;
  readonly sendFiles: string;
  readonly footer: string;
  readonly noScript: string;
  readonly steps: SiteSection;
  readonly facts: SiteSection;
  readonly errors: Readonly<Record<"badRequest" | "notFound" | "internal", Heading>>;
}
