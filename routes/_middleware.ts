import { define } from "../define.ts";
import { chooseLanguage, parseLanguage } from "../lib/ui/i18n/language.ts";

/** Remembers a choice made by `?lang=`; says nothing about who made it. */
const COOKIE = "lang";
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Chooses the language: `?lang=` (kept for later pages), else the kept one, else the browser's. */
export default define.middleware(async (ctx) => {
  const chosen = parseLanguage(ctx.url.searchParams.get("lang"));
  const kept = readCookie(ctx.req.headers.get("cookie"), COOKIE);
  ctx.state.language = chooseLanguage(ctx.req.headers.get("accept-language"), chosen ?? kept);
  const response = await ctx.next();
  if (response.status === 101) return response;
  if (isPage(response)) response.headers.append("vary", "Accept-Language, Cookie");
  if (!chosen) return response;
  response.headers.append(
    "set-cookie",
    `${COOKIE}=${chosen}; Path=${ctx.config.basePath}/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`,
  );
  return response;
});

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
