import assert from "node:assert/strict";
import { DEFAULT_STUN_URLS, isStunUrl, isTurnUrl } from "./ice_urls.ts";

const STUN = ["stun:a", "stun:a.example:3478", "stuns:[2001:db8::1]:5349", "stun:203.0.113.1:1"];
const TURN = [
  "turn:a.example",
  "turn:a.example:3478?transport=udp",
  "turn:a.example:3478?transport=tcp",
  "turns:a.example:443?transport=tcp",
  "turns:[2001:db8::1]:65535",
];
const NEITHER = [
  "",
  "stun:",
  "turn:",
  "a.example:3478",
  "stun://a.example",
  "turn://a.example",
  "turn:user@a.example",
  "turn:a.example:0",
  "turn:a.example:65536",
  "turn:a.example:port",
  "turn:a.example?transport=tls",
  "turn:a.example?transport=UDP",
  "turn:a.example?transport=udp&x=1",
  "turns:a.example?transport=udp",
  "turn:a b",
  "turn:2001:db8::1",
  "stun:a.example?transport=udp",
  "https://a.example",
];

Deno.test("STUN and TURN URLs are told from each other and from anything else", () => {
  for (const url of [...STUN, ...TURN, ...NEITHER]) {
    assert.equal(isStunUrl(url), STUN.includes(url), url);
    assert.equal(isTurnUrl(url), TURN.includes(url), url);
  }
});

Deno.test("the servers asked by default are two hosts of different domains", () => {
  const hosts = DEFAULT_STUN_URLS.split(",").map((url) => {
    assert.ok(isStunUrl(url), url);
    return url.split(":")[1]?.split(".").slice(-2).join(".");
  });
  assert.equal(new Set(hosts).size, 2);
});
