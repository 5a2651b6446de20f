import { ESCAPED_QUERY } from "../../security/mended_address.ts";
import type { SiteText } from "../i18n/catalogue.ts";
import { Banner } from "../parts/Banner.tsx";

/** Props of {@linkcode EscapedLink}. */
export interface EscapedLinkProps {
  readonly url: URL;
  readonly text: SiteText;
}

/** Says of a link that was mended that its key has crossed the wire. */
export function EscapedLink({ url, text }: EscapedLinkProps) {
  return url.search.includes(ESCAPED_QUERY)
    ? <Banner tone="warn">{text.escapedLink}</Banner>
    : null;
}
