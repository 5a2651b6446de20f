import { HttpError } from "fresh";
import { define } from "../define.ts";
import { ErrorMessage } from "../lib/ui/site/ErrorMessage.tsx";
import { PageHead } from "../lib/ui/site/PageHead.tsx";
import type { SiteText } from "../lib/ui/i18n/site_text.ts";
import { siteTextFor } from "../lib/ui/i18n/texts.ts";

/** Every error a reader can meet, in words and with a way on; details stay in the log. */
export default define.page(({ config: { basePath }, error, state, url }) => {
  const status = error instanceof HttpError ? error.status : 500;
  // The middleware that chooses the language may be what failed.
  const text = siteTextFor(state.language ?? "en");
  const message = text.errors[kindOf(status)];
  return (
    <>
      <PageHead
        title={`${message.title} – FileFrag`}
        description={text.description}
        url={url}
        basePath={basePath}
        unlisted
      />
      <ErrorMessage status={status} message={message} home={text.goHome} basePath={basePath} />
    </>
  );
});

function kindOf(status: number): keyof SiteText["errors"] {
  if (status === 404) return "notFound";
  return status < 500 ? "badRequest" : "internal";
}
