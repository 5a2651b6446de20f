import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Builder } from "fresh/dev";
import { buildOptions } from "../fresh.config.ts";
import { siteTextFor } from "../lib/ui/i18n/texts.ts";
import { app } from "../main.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const build = new Builder({ ...buildOptions, root, staticDir: ["static"] });
(await build.build({ snapshot: "memory" }))(app);
const handler = app.handler();

const ID = crypto.randomUUID();
const KEY = "A".repeat(43);
const { escapedLink } = siteTextFor("en");

for (const page of ["room", "view"]) {
  for (const sign of ["%23", "%2523"]) {
    Deno.test(`a link to /${page} whose # came as ${sign} leads to its page, which says so`, async () => {
      const lost = new URL(`http://localhost/${page}/${ID}${sign}${KEY}`);
      const { status, headers } = await handler(new Request(lost));
      const location = headers.get("location") ?? "";
      assert.deepEqual([status, location], [302, `/${page}/${ID}?via=escaped#${KEY}`]);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      const found = await handler(new Request(new URL(location, lost)));
      assert.equal(found.status, 200);
      assert.ok((await found.text()).includes(escapedLink));
    });
  }

  Deno.test(`a link to /${page} that came as it was says nothing of it`, async () => {
    const found = await handler(new Request(`http://localhost/${page}/${ID}`));
    assert.ok(!(await found.text()).includes(escapedLink));
  });
}
