import assert from "node:assert/strict";
import { runModule } from "../testing/servers/run_module.ts";

/** In every error's message here; it may be in no output. */
const SECRET = "203.0.113.7 said 5e551000-0000-4000-8000-000000000001";

/** Runs a few lines in a process that sends its errors to the log, as `serve.ts` does. */
async function run(source: string) {
  const { code, stdout, stderr } = await runModule(`
    import { App } from "fresh";
    import { jsonLogger } from "./lib/server/log.ts";
    import { logPrintedErrors, logUncaughtErrors } from "./lib/server/printed_errors.ts";
    const logger = jsonLogger({ level: "info", wallTime: () => 0 });
    logPrintedErrors(logger);
    logUncaughtErrors(logger);
    const secret = ${JSON.stringify(SECRET)};
    ${source}
  `).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const lines = text(stdout).split("\n").filter(Boolean);
  return { code, lines, output: text(stdout) + text(stderr), stderr: text(stderr) };
}

for (
  const [what, source, event, error, exit] of [
    [
      "prints an error",
      `console.error("failed for " + secret, new TypeError(secret));`,
      "a library printed an error",
      "TypeError",
      0,
    ],
    [
      "prints text as an error",
      `console.error("failed for " + secret);`,
      "a library printed an error",
      "PrintedText",
      0,
    ],
    [
      "warns",
      `console.warn("odd: " + secret);`,
      "a library printed a warning",
      "PrintedText",
      0,
    ],
    [
      "has a route that throws",
      `const app = new App().get("/", () => { throw new RangeError(secret); });
       const { status } = await app.handler()(new Request("http://localhost/?q=" + encodeURI(secret)));
       if (status !== 500) Deno.exit(3);`,
      "a library printed an error",
      "RangeError",
      0,
    ],
    [
      "rejects where nobody listens",
      `Promise.reject(new TypeError(secret)); setTimeout(() => Deno.exit(3), 5_000);`,
      "nobody caught an error",
      "TypeError",
      1,
    ],
    [
      "throws where nobody catches",
      `setTimeout(() => { throw new TypeError(secret); }); setTimeout(() => Deno.exit(3), 5_000);`,
      "nobody caught an error",
      "TypeError",
      1,
    ],
  ] as const
) {
  Deno.test(`a server that ${what} logs where, and quotes nothing`, async () => {
    const { code, lines, output, stderr } = await run(source);
    assert.equal(code, exit, output);
    assert.equal(stderr, "");
    assert.equal(lines.length, 1, output);
    const logged = JSON.parse(lines[0] ?? "");
    assert.equal(logged.event, event);
    assert.equal(logged.error, error);
    assert.ok(logged.stack.length > 0, output);
    assert.ok(!output.includes("203.0.113.7") && !output.includes("5e551000"), output);
  });
}
