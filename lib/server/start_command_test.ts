import assert from "node:assert/strict";
import { V8_FLAGS } from "../testing/servers/app_server.ts";

for (const file of ["deno.json", "Dockerfile"]) {
  Deno.test(`${file} starts the server as the tests and the bench do`, async () => {
    const text = await Deno.readTextFile(file);
    const commands = text.split("\n").filter((line) =>
      /"?deno"?,? "?run.*_fresh\/server\.js/.test(line)
    );
    assert.equal(commands.length, 1);
    assert.match(commands[0] ?? "", new RegExp(`${V8_FLAGS}\\b`));
  });
}
