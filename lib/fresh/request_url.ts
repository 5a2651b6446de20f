/**
 * The URL an app sees. Behind a proxy it trusts, protocol and host are the ones the browser used; values that are no protocol
 * or no host are ignored, since a header must not be able to break every link of a page.
 */
export function requestUrl(req: Request, trustProxy: boolean): URL {
  const url = new URL(req.url);
  if (!trustProxy) return url;
  const proto = firstValue(req.headers.get("x-forwarded-proto"));
  if (proto === "http" || proto === "https") url.protocol = `${proto}:`;
  const host = firstValue(req.headers.get("x-forwarded-host"));
  if (host !== undefined && isHost(host)) {
    url.port = "";
    url.host = host;
  }
  return url;
}

/** Tells whether `text` is `name[:port]` and nothing else. */
export function isHost(text: string): boolean {
  return /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/.test(text) &&
    URL.canParse(`http://${text}/`);
}

/** Proxies append to these headers; the browser's own value comes first. */
function firstValue(header: string | null): string | undefined {
  return header?.split(",", 1)[0]?.trim();
}
