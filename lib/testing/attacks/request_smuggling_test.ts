// Requests of which two servers may make different numbers: sent to the app's server alone, and to the two
// proxies that the documents name in front of it. Nobody may have a request that nobody sent.
import assert from "node:assert/strict";
import { App } from "fresh";
import { withServer } from "../../fresh/testdata/with_server.ts";
import { CADDY, type Front, FrontServer, NGINX } from "../servers/front_server.ts";
import { isInstalled } from "../servers/installed.ts";
import { silenceErrors } from "../silence_errors.ts";
import { MALFORMED } from "./malformed_requests.ts";

/** Longer than any answer takes: what isn't over by then waits for more bytes. */
const ANSWER_DEADLINE_MS = 4_000;

/** An app that answers each request with its own path, and keeps all that it was asked. */
function echoingApp() {
  const asked: string[] = [];
  const app = new App().use(async (ctx) => {
    const { pathname } = ctx.url;
    await ctx.req.text();
    asked.push(pathname);
    return new Response(pathname, { headers: { "x-echo": pathname } });
  });
  return { app, asked };
}

/** An answer: the path that it was for, or the status of a refusal. */
type Heard = string;

/** What a client heard before the connection ended. */
interface Conversation {
  readonly heard: readonly Heard[];
  /** Whether the server ended it. */
  readonly ended: boolean;
}

/** Sends bytes, one for each character, and listens until the connection ends or nothing more comes. */
async function talk(port: number, text: string): Promise<Conversation> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const decoder = new TextDecoder();
  let answer = "";
  let ended = false;
  const reading = (async () => {
    for await (const bytes of connection.readable) answer += decoder.decode(bytes);
  })().catch(() => undefined).then(() => ended = true);
  const deadline = Promise.withResolvers<void>();
  const timer = setTimeout(deadline.resolve, ANSWER_DEADLINE_MS);
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  for (let rest = bytes; rest.byteLength > 0 && !ended;) {
    rest = rest.subarray(await connection.write(rest).catch(() => rest.byteLength));
  }
  await Promise.race([reading, deadline.promise]);
  clearTimeout(timer);
  return { heard: heardIn(answer), ended };
}

function heardIn(answer: string): Heard[] {
  const heads = [...answer.matchAll(/HTTP\/1\.[01] (\d{3})[^]*?\r\n\r\n/g)];
  // The answer to a line without a version has no head.
  if (heads.length === 0 && answer !== "") return [answer];
  return heads
    .filter(([, status]) => status !== "100")
    .map(([head, status = ""]) => /^x-echo: (\S+)/im.exec(head)?.[1] ?? status);
}

for (const { name, text, alone } of MALFORMED) {
  Deno.test(`the app's server and ${name}: ${alone === "refused" ? "refused" : "answered"}`, async () => {
    // A body that ends too early is told on stderr.
    using _errors = silenceErrors();
    const { app, asked } = echoingApp();
    await withServer(app, async ({ port }) => {
      const { heard, ended } = await talk(port, text);
      assert.ok(ended, "the connection is left open");
      if (alone === "refused") {
        assert.ok(heard.length <= 1 && heard.every((one) => /^4\d\d$/.test(one)), `${heard}`);
        assert.deepEqual(asked, []);
      } else {
        assert.deepEqual(heard, alone);
        assert.deepEqual(asked, alone);
      }
    });
  });
}

/** What a proxy made of it: the paths of the answers that came from the app. */
function answeredBy({ heard }: Conversation): readonly Heard[] {
  return heard.filter((one) => one.startsWith("/"));
}

async function testFront(front: Front): Promise<void> {
  const what = `${front.program.name} and the app's server agree on what a request is`;
  if (!await isInstalled(front.program, what)) return;
  Deno.test(what, async (t) => {
    // A body that ends too early is told on stderr.
    using _errors = silenceErrors();
    const { app, asked } = echoingApp();
    await withServer(app, async ({ port: back }) => {
      await using server = await FrontServer.start(front, back);
      for (const { name, text } of MALFORMED) {
        await t.step(name, async () => {
          asked.length = 0;
          const attack = await talk(server.port, text);
          assert.ok(attack.ended, `the connection is left open after ${attack.heard}`);
          // Each request that the app had was answered on the connection that it came from.
          assert.deepEqual(answeredBy(attack), asked);
          // And nothing is left for whoever comes next, on another connection of the same proxy.
          for (const victim of ["/victim-1", "/victim-2"]) {
            const request = `GET ${victim} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
            assert.deepEqual(await talk(server.port, request), { heard: [victim], ended: true });
          }
        });
      }
    });
  });
}

for (const front of [CADDY, NGINX]) await testFront(front);
