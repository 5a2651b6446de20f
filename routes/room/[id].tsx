import { HttpError, type RouteConfig } from "fresh";
import { define } from "../../define.ts";
import Receiver from "../../islands/Receiver.tsx";
import { EscapedLink } from "../../lib/ui/site/EscapedLink.tsx";
import { PageHead } from "../../lib/ui/site/PageHead.tsx";
import { catalogueFor, siteTextFor } from "../../lib/ui/i18n/texts.ts";
import { parseSessionId } from "../../lib/protocol/ids.ts";

/** With and without a slash at the end: a pattern matches exactly. */
export const config: RouteConfig = { routeOverride: "/room/:id{/}?" };

/** The receiver's page. Whether the session exists is found out by joining it, not by its address. */
export default define.page(({ config: { basePath }, params, state: { language }, url }) => {
  const sessionId = parseSessionId(params.id);
  if (sessionId === undefined) throw new HttpError(404);
  const text = catalogueFor(language);
  const site = siteTextFor(language);
  const { invitation } = site;
  return (
    <>
      <PageHead
        title={text.receiver.pageTitle}
        description={invitation.lead}
        previewTitle={invitation.title}
        url={url}
        basePath={basePath}
        unlisted
      />
      <EscapedLink url={url} text={site} />
      <Receiver basePath={basePath} sessionId={sessionId} text={text} language={language} />
    </>
  );
});
