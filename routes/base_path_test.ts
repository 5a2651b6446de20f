import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { App } from "fresh";
import { Builder } from "fresh/dev";
import type { State } from "../define.ts";
import { buildOptions } from "../fresh.config.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const build = new Builder({ ...buildOptions, root, staticDir: ["static"] });
/** The pages below a path of a host that something else may use. */
const app = new App<State>({ basePath: "/team/share" }).fsRoutes();
(await build.build({ snapshot: "memory" }))(app);
const handler = app.handler();

const ID = crypto.randomUUID();

for (const path of ["/", "/presenter", `/room/${ID}`, `/view/${ID}`, "/nowhere"]) {
  Deno.test(`${path.replace(ID, "ID")} below a path names nothing outside it`, async () => {
    const response = await handler(new Request(`http://host.test/team/share${path}`));
    const html = await response.text();
    const named = [...html.matchAll(/(?:href|src|content)="(\/[^"]*|http:[^"]*)"/g)]
      .map(([, url = ""]) => new URL(url, "http://host.test").pathname);
    // Styles, icons and manifest, the wordmark, the way across, the picture of link previews.
    assert.ok(named.length >= 7, `${named}`);
    assert.deepEqual(named.filter((name) => !name.startsWith("/team/share/")), []);
  });
}

Deno.test("the picture of link previews and the error page's way home lie below the path", async () => {
  const response = await handler(new Request("http://host.test/team/share/nowhere"));
  const html = await response.text();
  assert.ok(html.includes('content="http://host.test/team/share/icon-512.png"'));
  assert.ok(html.includes('class="button" href="/team/share/"'));
});
