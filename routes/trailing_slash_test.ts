import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Builder } from "fresh/dev";
import { buildOptions } from "../fresh.config.ts";
import { app } from "../main.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const build = new Builder({ ...buildOptions, root, staticDir: ["static"] });
(await build.build({ snapshot: "memory" }))(app);
const handler = app.handler();

const ID = crypto.randomUUID();

// What a page says differs in the nonce alone.
async function answer(path: string): Promise<string> {
  const response = await handler(new Request(`http://localhost${path}`));
  const text = (await response.text()).replaceAll(/nonce="\w+"/g, "");
  return `${response.status} ${response.headers.get("content-type")} ${text}`;
}

for (
  const [path, status] of [
    ["/presenter", 200],
    [`/room/${ID}`, 200],
    [`/view/${ID}`, 200],
    // No such session, and a socket that no page of this host opens.
    [`/sessions/${ID}`, 404],
    [`/ws/signal/${ID}`, 403],
  ] as const
) {
  Deno.test(`${path.replace(ID, "ID")} is the same place with a slash at its end`, async () => {
    const plain = await answer(path);
    assert.ok(plain.startsWith(`${status} `), plain);
    assert.ok(await answer(`${path}/`) === plain, "the answers differ");
  });
}
