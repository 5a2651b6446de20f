import assert from "node:assert/strict";
import { runModule } from "../testing/servers/run_module.ts";

const SOURCE = `
  import { configOrExit } from "./lib/server/config_or_exit.ts";
  const { port } = configOrExit((name) => Deno.env.get(name));
  console.log("started on " + port);
`;

async function start(environment: Readonly<Record<string, string>>) {
  const { code, stdout, stderr } = await runModule(SOURCE, environment).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("configOrExit() answers a configuration that is allowed", async () => {
  assert.deepEqual(await start({ PORT: "8123" }), {
    code: 0,
    stdout: "started on 8123\n",
    stderr: "",
  });
});

for (
  const [variable, value, line] of [
    ["PORT", "x", 'PORT: "x"; allowed: a whole number from 0 to 65535\n'],
    ["LOG_LEVEL", "loud\nly", /^LOG_LEVEL: "loud\\nly"; allowed: .*info.*\n$/],
    ["REDIS_URL", "host:6379", /^REDIS_URL: \(hidden\); allowed: redis:.*\n$/],
  ] as const
) {
  Deno.test(`configOrExit() stops the start over ${variable} with one line that says what is allowed`, async () => {
    const { code, stdout, stderr } = await start({ [variable]: value });
    assert.equal(code, 1);
    assert.equal(stdout, "", "it went on");
    if (typeof line === "string") assert.equal(stderr, line);
    else assert.match(stderr, line);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
  });
}
