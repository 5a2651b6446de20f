import assert from "node:assert/strict";
import { V8_FLAGS } from "../testing/servers/app_server.ts";

for (const file of ["deno.json", "Dockerfile"]) {
  Deno.test(`${file} starts the server as the tests and the bench do`, async () => {
    const text = await Deno.readTextFile(file);
    const commands = text.split("\n").filter((line) =>
      /"?deno"?,? "?run.*[ "]serve\.ts"/.test(line)
    );
    assert.equal(commands.length, 1);
    assert.match(commands[0] ?? "", new RegExp(`${V8_FLAGS}\\b`));
  });
}

Deno.test("deno.json gives Deno Deploy the module that exports a fetch handler, not the one that listens", async () => {
  const { deploy } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert.equal(deploy.runtime.entrypoint, "_fresh/server.js");
});
