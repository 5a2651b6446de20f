import assert from "node:assert/strict";
import { iceSetupFor, newTurnUser, turnCredentials } from "./turn_credentials.ts";

const WALL_TIME = 1_800_000_000_999;

Deno.test("TURN credentials are the HMAC-SHA1 of expiry and user, in base64", () => {
  const { username, credential } = turnCredentials({
    secret: "north",
    ttlSeconds: 600,
    wallTime: WALL_TIME,
    user: "peer",
  });
  assert.equal(username, "1800000600:peer");
  assert.equal(credential, "i2+to0/3sk5C+iGnirXWrd8Z7d0=");
});

const parts = {
  stunUrls: ["stun:stun.example"],
  turn: { urls: ["turn:turn.example"], secret: "north", ttlSeconds: 60 },
  wallTime: WALL_TIME,
  user: "peer",
};

Deno.test("TURN credentials stand next to the STUN servers, with the time for which they hold", () => {
  const { iceServers: [stun, turn], iceExpiresInMs } = iceSetupFor(parts);
  assert.deepEqual(stun, { urls: ["stun:stun.example"] });
  assert.deepEqual(turn?.urls, ["turn:turn.example"]);
  assert.equal(turn.username, "1800000060:peer");
  assert.equal(iceExpiresInMs, 60_000);
});

Deno.test("credentials that are made later hold for longer, for the same user", () => {
  const later = iceSetupFor({ ...parts, wallTime: WALL_TIME + 30_000 });
  assert.equal(later.iceServers[1]?.username, "1800000090:peer");
});

Deno.test("no two peers are the same user of a TURN server", () => {
  assert.notEqual(newTurnUser(), newTurnUser());
});

Deno.test("without TURN there is nothing that expires", () => {
  const none = { ...parts, stunUrls: [], turn: undefined };
  assert.deepEqual(iceSetupFor(none), { iceServers: [] });
});
