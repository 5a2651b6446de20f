import assert from "node:assert/strict";
import { runModule } from "../testing/servers/run_module.ts";

/** What hosts grant between SIGTERM and SIGKILL, at the least. */
const DEADLINE_MS = 5_000;

/** Says that it is ready, then runs for ever. */
const FOR_EVER = `console.log("ready"); setInterval(() => {}, 1_000_000);`;

/** The whole app, wired as for real but for the port. */
const APP = `await import("./main.ts"); ${FOR_EVER}`;

/** A server whose shutdown behaves as told. */
const serverThat = (shutdown: string) => `
  import { shutDownOnSignal } from "./lib/server/shutdown.ts";
  shutDownOnSignal(
    { shutdown: () => { console.log("shutting down"); return ${shutdown}; } },
    { error: (what, error) => console.error(what, error.message) },
  );
  ${FOR_EVER}
`;

/** Sends signals once the process is ready; answers how it ended and all it said. */
async function end(source: string, ...signals: Deno.Signal[]) {
  const child = runModule(source, { LOG_LEVEL: "info" });
  const [forReading, forKeeping] = child.stdout.tee();
  const kept = new Response(forKeeping).text();
  const errors = new Response(child.stderr).text();
  for await (const text of forReading.pipeThrough(new TextDecoderStream())) {
    if (text.includes("ready")) break;
  }
  for (const signal of signals) child.kill(signal);
  const deadline = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
  const { code, signal } = await child.status;
  clearTimeout(deadline);
  return { code, signal, stdout: await kept, stderr: await errors };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`shutDownOnSignal() ends the app in order within 5 s of ${signal}`, async () => {
    const { code, signal: killed, stderr } = await end(APP, signal);
    assert.deepEqual({ code, killed }, { code: 0, killed: null }, stderr);
  });
}

Deno.test("shutDownOnSignal() shuts down once, however often it is told", async () => {
  const shutdown = "new Promise((resolve) => setTimeout(resolve, 100))";
  const { code, stdout } = await end(serverThat(shutdown), "SIGTERM", "SIGINT", "SIGTERM");
  assert.equal(code, 0);
  assert.equal(stdout.match(/shutting down/g)?.length, 1);
});

Deno.test("shutDownOnSignal() says so and exits with 1 where the shutdown fails", async () => {
  const { code, stderr } = await end(serverThat('Promise.reject(new Error("stuck"))'), "SIGTERM");
  assert.equal(code, 1);
  assert.equal(stderr, "shutdown failed stuck\n");
});
