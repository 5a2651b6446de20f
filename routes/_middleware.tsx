import { define } from "../define.ts";
import { errorStatus } from "../lib/server/http/error_status.ts";
import { mendedAddress } from "../lib/security/mended_address.ts";
import { chooseLanguage, parseLanguage } from "../lib/ui/i18n/language.ts";
import { siteTextFor } from "../lib/ui/i18n/texts.ts";
import { ErrorPage } from "../lib/ui/site/ErrorPage.tsx";

/** Remembers a choice made by `?lang=`; says nothing about who made it. */
const COOKIE = "lang";
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Chooses the language: `?lang=` (kept for later pages), else the kept one, else the browser's. */
const inOneLanguage = define.middleware(async (ctx) => {
  const chosen = parseLanguage(ctx.url.searchParams.get("lang"));
  const kept = readCookie(ctx.req.headers.get("cookie"), COOKIE);
  ctx.state.language = chooseLanguage(ctx.req.headers.get("accept-language"), chosen ?? kept);
  const response = await ctx.next();
  if (response.status === 101) return response;
  if (isPage(response)) {
    response.headers.append("vary", "Accept-Language, Cookie");
    // Its nonce is for one reader, once.
    response.headers.set("cache-control", "private, no-cache");
  }
  if (!chosen) return response;
  const secure = ctx.url.protocol === "https:" ? "; Secure" : "";
  response.headers.append(
    "set-cookie",
    `${COOKIE}=${chosen}; Path=${ctx.config.basePath}/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`,
  );
  return response;
});

/**
 * Makes an error's page here, where everything around it still adds its headers. Published Fresh makes it with `_error.tsx`
 * outside of all middleware: without the security headers, `Vary` and the cookie, and without a line in the log. The drop-in
 * makes it where the error was thrown, so nothing thrown comes here.
 */
const showErrors = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    const status = errorStatus(error);
    const { config: { basePath }, state: { language, services }, url } = ctx;
    if (status >= 500) services.logger.error("request failed", error);
    const page = (
      <ErrorPage status={status} text={siteTextFor(language)} url={url} basePath={basePath} />
    );
    return await ctx.render(page, { status });
  }
});

/** Leads a link whose `#` was escaped on its way to its page. Nothing of it is stored or logged. */
const mendLinks = define.middleware((ctx) => {
  const address = ctx.req.method === "GET"
    ? mendedAddress(ctx.url, ctx.config.basePath)
    : undefined;
  if (address === undefined) return ctx.next();
  const headers = { location: address, "cache-control": "no-store" };
  return new Response(null, { status: 302, headers });
});

export default define.middleware([inOneLanguage, mendLinks, showErrors]);

/** Pages are written in a language; nothing else is. */
function isPage({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/html") ?? false;
}

function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=");
    if (key === name) return value;
  }
  return undefined;
}
