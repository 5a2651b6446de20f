import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { iceServersFor, turnCredentials } from "./turn_credentials.ts";

const WALL_TIME = 1_800_000_000_999;

Deno.test("TURN credentials are the HMAC-SHA1 of expiry and user, in base64", async () => {
  const { username, credential } = await turnCredentials({
    secret: "north",
    ttlSeconds: 600,
    wallTime: WALL_TIME,
    user: "peer",
  });
  assert.equal(username, "1800000600:peer");
  const mac = createHmac("sha1", "north").update(username).digest("base64");
  assert.equal(credential, mac);
});

Deno.test("each peer gets TURN credentials of its own, next to the STUN servers", async () => {
  const parts = {
    stunUrls: ["stun:stun.example"],
    turn: { urls: ["turn:turn.example"], secret: "north", ttlSeconds: 60 },
    wallTime: WALL_TIME,
  };
  const [first, second] = [
    await iceServersFor(parts),
    await iceServersFor(parts),
  ];
  assert.deepEqual(first[0], { urls: ["stun:stun.example"] });
  assert.deepEqual(first[1]?.urls, ["turn:turn.example"]);
  assert.notEqual(first[1]?.username, second[1]?.username);
});

Deno.test("without STUN and TURN there are no ICE servers", async () => {
  const parts = { stunUrls: [], turn: undefined, wallTime: WALL_TIME };
  assert.deepEqual(await iceServersFor(parts), []);
});
