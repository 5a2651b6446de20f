import { define } from "../define.ts";
import { errorStatus } from "../lib/server/http/error_status.ts";
import { siteTextFor } from "../lib/ui/i18n/texts.ts";
import { ErrorPage } from "../lib/ui/site/ErrorPage.tsx";

/** What the reader sees of an error; details stay in the log. */
export default define.page(({ config: { basePath }, error, state, url }) => (
  <ErrorPage
    status={errorStatus(error)}
    // The middleware that chooses the language may be what failed.
    text={siteTextFor(state.language ?? "en")}
    url={url}
    basePath={basePath}
  />
));
