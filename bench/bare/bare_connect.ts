import type { BrowserPair } from "../browser_pair.ts";
import type { BareServer } from "./bare_server.ts";
import type { Bare } from "./connect_page.ts";

declare const bare: Bare;

/** Ms from opening a bare page to its data channel to another bare page, which waits for it. */
export async function measureBareConnect(pair: BrowserPair, server: BareServer): Promise<number> {
  await using pages = new AsyncDisposableStack();
  const url = `${server.url("/connect")}?room=${crypto.randomUUID()}`;
  const host = pages.adopt(await pair.from.open(`${url}#host`), (page) => page.close());
  await host.evaluate(() => bare.joined());
  const guest = pages.adopt(await pair.to.open(url), (page) => page.close());
  return await guest.evaluate(() => bare.openAtMs());
}
