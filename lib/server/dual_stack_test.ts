// deno-lint-ignore-file no-console -- What can't run here is named.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { ALL_ADDRESSES, listenAt } from "./dual_stack.ts";

Deno.test("listenAt() everywhere hears both families at one port", async () => {
  const hasIpv6 = Deno.networkInterfaces().some(({ address }) => address === "::1");
  if (!hasIpv6) return console.log("not run: this machine has no IPv6");
  const server: Server = createServer((_, response) => void response.end("here"));
  try {
    await listenAt(ALL_ADDRESSES, async (hostname) => {
      server.listen(0, hostname);
      await once(server, "listening");
    });
    const { port } = server.address() as AddressInfo;
    for (const host of ["127.0.0.1", "[::1]"]) {
      assert.equal(await (await fetch(`http://${host}:${port}/`)).text(), "here", host);
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

for (
  const [what, hostname, error] of [
    ["the port is taken", "::", Object.assign(new Error(), { code: "EADDRINUSE" })],
    ["the operator named the address", "::1", Object.assign(new Error(), { code: "EAFNOSUPPORT" })],
    ["it isn't an error", "::", "no IPv6"],
  ] as const
) {
  Deno.test(`listenAt() tries nothing else where ${what}`, async () => {
    const tried: string[] = [];
    const listening = listenAt(hostname, (name) => {
      tried.push(name);
      return Promise.reject(error);
    });
    await assert.rejects(listening, (thrown) => thrown === error);
    assert.deepEqual(tried, [hostname]);
  });
}
