import { Builder } from "../dev.ts";
import type { App } from "../mod.ts";
import { app } from "./app/main.ts";

/** Options that build the miniature app; its folder is given as a URL. */
export const FIXTURE_OPTIONS = {
  root: new URL("./app/", import.meta.url).href,
  staticDir: ["static", "generated"],
};

/** The miniature app, built in memory. */
export async function fixtureApp(): Promise<App<never>> {
  const applySnapshot = await new Builder(FIXTURE_OPTIONS).build({ snapshot: "memory" });
  applySnapshot(app);
  return app as unknown as App<never>;
}

/** Its fetch handler, asked by path. */
export async function fixtureFetch(): Promise<
  (path: string, init?: RequestInit) => Promise<Response>
> {
  const handler = (await fixtureApp()).handler();
  return (path, init) => handler(new Request(`http://localhost${path}`, init));
}
