import assert from "node:assert/strict";
import { App } from "fresh";
import type { State } from "../../../define.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { silentLogger } from "../../testing/servers/silent_logger.ts";
import { parseConfig } from "../config.ts";
import { createServices } from "../services.ts";
import { isOwnHost } from "./own_host.ts";

for (
  const [host, isOwn] of [
    ["localhost", true],
    ["LOCALHOST", true],
    ["a.b.localhost", true],
    ["127.0.0.1", true],
    ["203.0.113.7", true],
    ["[::1]", true],
    ["[2001:db8::1]", true],
    ["files.example", false],
    ["localhost.evil.example", false],
    ["evillocalhost", false],
    ["127.0.0.1.evil.example", false],
    ["printer", false],
    ["printer.local", false],
    ["localhost.", false],
  ] as const
) {
  Deno.test(`without PUBLIC_URL ${host} is ${isOwn ? "" : "no "}name of this server`, () => {
    assert.equal(isOwnHost(new URL(`http://${host}:8000/`).hostname), isOwn);
  });
}

function ask(
  url: string,
  env: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
) {
  const events: string[] = [];
  const logger = { ...silentLogger, warn: (event: string) => void events.push(event) };
  const config = parseConfig((name) => env[name]);
  const services = createServices(config, { clock: new FakeClock(), logger });
  const app = new App<State>({ trustProxy: config.trustProxy })
    .use((ctx) => services.hostRefusal(ctx.url) ?? ctx.next())
    .all("/sessions", (ctx) => ctx.text("made"));
  const answer = () => app.handler()(new Request(url, { method: "POST", headers }));
  return { answer, events };
}

Deno.test("a page whose name was made to lead here is refused, and told what to set", async () => {
  const { answer, events } = ask("http://evil.example:8000/sessions", {}, {
    origin: "http://evil.example:8000",
  });
  const response = await answer();
  assert.equal(response.status, 421);
  assert.match(await response.text(), /set PUBLIC_URL/);
  await answer();
  assert.deepEqual(events, ["host refused"], "it is said once");
});

Deno.test("the name that a trusted proxy forwards is the one that counts", async () => {
  const headers = { "x-forwarded-host": "evil.example" };
  const proxied = ask("http://10.0.0.1:8000/sessions", { TRUST_PROXY: "1" }, headers);
  assert.equal((await proxied.answer()).status, 421);
  const direct = ask("http://10.0.0.1:8000/sessions", {}, headers);
  assert.equal((await direct.answer()).status, 200);
});

Deno.test("where PUBLIC_URL is set its origin is what counts, by whatever name a request came", async () => {
  const { answer } = ask("http://app:8000/sessions", { PUBLIC_URL: "https://files.example" });
  assert.equal((await answer()).status, 200);
});
