import { HttpError, type RouteConfig } from "fresh";
import { define } from "../../define.ts";
import Viewer from "../../islands/Viewer.tsx";
import { EscapedLink } from "../../lib/ui/site/EscapedLink.tsx";
import { PageHead } from "../../lib/ui/site/PageHead.tsx";
import { screenCatalogueFor, siteTextFor } from "../../lib/ui/i18n/texts.ts";
import { parseSessionId } from "../../lib/protocol/ids.ts";

/** With and without a slash at the end: a pattern matches exactly. */
export const config: RouteConfig = { routeOverride: "/view/:id{/}?" };

/** The viewer's page. Whether the session exists is found out by joining it, not by its address. */
export default define.page(({ config: { basePath }, params, state: { language }, url }) => {
  const sessionId = parseSessionId(params.id);
  if (sessionId === undefined) throw new HttpError(404);
  const text = screenCatalogueFor(language);
  const site = siteTextFor(language);
  const { invitationToWatch } = site;
  return (
    <>
      <PageHead
        title={text.viewer.pageTitle}
        description={invitationToWatch.lead}
        previewTitle={invitationToWatch.title}
        url={url}
        basePath={basePath}
        unlisted
      />
      <EscapedLink url={url} text={site} />
      <Viewer basePath={basePath} sessionId={sessionId} text={text} language={language} />
    </>
  );
});
