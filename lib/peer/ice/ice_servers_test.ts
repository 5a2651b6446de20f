import assert from "node:assert/strict";
import { hasRelay, rtcServers } from "./ice_servers.ts";

Deno.test("only TURN servers are relays", () => {
  assert.equal(hasRelay([{ urls: ["stun:a"] }]), false);
  assert.equal(hasRelay([{ urls: ["stun:a", "turns:b"] }]), true);
  assert.equal(hasRelay([]), false);
});

Deno.test("a browser gets arrays of its own", () => {
  const servers = [{ urls: ["turn:a"], username: "u", credential: "c" }, { urls: ["stun:b"] }];
  const [first, second] = rtcServers(servers);
  assert.deepEqual([first, second], servers);
  assert.notEqual(first?.urls, servers[0]?.urls);
});
