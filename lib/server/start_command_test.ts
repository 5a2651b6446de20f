import assert from "node:assert/strict";
import { AppServer, PERMISSIONS, SIGNALING_APP, V8_FLAGS } from "../testing/servers/app_server.ts";

/** The commands that start the server, in words. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "deno task start": JSON.parse(await Deno.readTextFile("deno.json")).tasks.start.command
    .split("&& ").at(-1).split(" "),
  // Its working directory is /app.
  "the image": JSON.parse(
    /^CMD (\[.*serve\.ts.*\])$/m.exec(await Deno.readTextFile("Dockerfile"))?.[1] ?? "[]",
  ).map((word: string) => word.replace("=/app", "=.")),
};

for (const [what, words] of Object.entries(COMMANDS)) {
  Deno.test(`${what} starts the server as the tests and the bench do`, () => {
    assert.deepEqual([words[0], words[1], words.at(-1)], ["deno", "run", "serve.ts"]);
    assert.ok(words.includes(V8_FLAGS));
  });

  Deno.test(`${what} lets the server use the network and read its environment and its folder, no more`, () => {
    const rights = words.filter((word) => /^(-[a-zA-Z]|--allow-)/.test(word));
    assert.deepEqual(rights.sort(), [...PERMISSIONS].sort());
  });
}

Deno.test("with no more than these rights the server serves, sets up sessions and is measured", async () => {
  const token = "0123456789abcdef";
  const environment = { LOG_LEVEL: "error", METRICS_TOKEN: token };
  await using server = await AppServer.start(environment, SIGNALING_APP);
  const made = await fetch(server.url("/sessions"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "file", joinHash: "A".repeat(43) }),
  });
  assert.equal(made.status, 201);
  await made.body?.cancel();
  const headers = { authorization: `Bearer ${token}` };
  const metrics = await (await fetch(server.url("/metrics"), { headers })).text();
  assert.match(metrics, /^process_resident_memory_bytes [1-9]/m);
  assert.ok((await server.stop()).length > 0);
});

Deno.test("deno.json gives Deno Deploy the module that exports a fetch handler, not the one that listens", async () => {
  const { deploy } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert.equal(deploy.runtime.entrypoint, "_fresh/server.js");
});
