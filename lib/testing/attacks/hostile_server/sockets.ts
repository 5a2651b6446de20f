import assert from "node:assert/strict";
import { CloseCode } from "../../../protocol/close_code.ts";
import type { Attack } from "../attack.ts";
import { AttackedSession } from "../attacked_session.ts";
import { attackProven } from "./outcomes.ts";

/** What no server may say. */
const NONSENSE: readonly unknown[] = [
  new Uint8Array(8).buffer,
  "",
  "{",
  "<html>",
  "null",
  "[]",
  '{"type":"joined"}',
  '{"type":"__proto__"}',
  '{"type":"joined","__proto__":{"peerId":"x"},"peers":{"length":1e9}}',
  `{"type":"relay","from":"00000000-0000-4000-8000-000000000001","payload":"${
    "x".repeat(40_000)
  }"}`,
  "[".repeat(50_000),
  `{"type":"pong","x":"${"x".repeat(1_000_000)}"}`,
];

/** With these the server sends a guest away for good. */
const FINAL = [
  [CloseCode.wrongKey, "wrong-key"],
  [CloseCode.unknownSession, "session-unknown"],
  [CloseCode.sessionFull, "session-full"],
  [CloseCode.sessionEnded, "session-ended"],
  [CloseCode.replaced, "replaced"],
  [CloseCode.versionMismatch, "version-mismatch"],
  [CloseCode.malformedMessage, "protocol-error"],
] as const;

/** What the server does with the sockets themselves. */
export const WITH_SOCKETS: readonly Attack[] = [
  {
    name: "says what is no message: bytes, half of one, another type, a megabyte",
    must: "the page ends with `protocol-error`, and nothing is thrown",
    run() {
      for (const data of NONSENSE) {
        using session = new AttackedSession();
        const guest = session.open("guest");
        guest.socket.sayRaw(data);
        assert.ok(guest.heard("closed protocol-error"), String(data).slice(0, 60));
      }
      return Promise.resolve();
    },
  },
  {
    name: "says what is no message to two that talk",
    must: "the server is given up, and the two talk on",
    async run() {
      for (const data of NONSENSE) {
        using session = new AttackedSession();
        const { owner, guest } = await session.pair();
        owner.socket.sayRaw(data);
        assert.ok(owner.heard("closed protocol-error"));
        await session.assertTalk(owner, guest);
      }
    },
  },
  {
    name: "sends a guest away with each code of an honest server",
    must: "the page ends at once with the code's reason, and asks no more",
    async run() {
      for (const [code, reason] of FINAL) {
        using session = new AttackedSession();
        const guest = session.open("guest");
        guest.socket.drop(code);
        assert.ok(guest.heard(`closed ${reason}`), `${code}`);
        await session.pass(30_000, 5_000);
        assert.equal(guest.sockets.length, 1);
      }
    },
  },
  {
    name: "takes every socket and never answers the join",
    must: "the page ends with `server-unreachable` within a minute, after few tries",
    async run() {
      using session = new AttackedSession();
      const guest = session.open("guest");
      for (let second = 0; second < 60; second++) {
        guest.clock.advance(1_000);
        if (guest.socket.readyState === WebSocket.CONNECTING) guest.socket.accept();
      }
      assert.ok(guest.heard("closed server-unreachable"), guest.told.join());
      assert.ok(guest.sockets.length < 20, `${guest.sockets.length} sockets`);
      await session.quiet();
    },
  },
  {
    name: "takes every socket and drops it at once, for ten minutes, while two talk",
    must: "the page tries less and less often, and the two talk on",
    async run() {
      using session = new AttackedSession();
      const { owner, guest } = await session.pair();
      for (let second = 0; second < 600; second++) {
        for (const { socket } of [owner, guest]) {
          if (socket.readyState === WebSocket.CONNECTING) {
            socket.accept();
            socket.drop();
          }
        }
        if (second === 0) owner.socket.drop();
        await session.pass(1_000, 500);
      }
      assert.ok(owner.sockets.length < 60, `${owner.sockets.length} sockets`);
      await session.assertTalk(owner, guest);
    },
  },
  {
    name: "asks a page to come back in 99,999 ms",
    must: "the page is back within half a minute",
    run() {
      using session = new AttackedSession();
      const { owner } = { owner: session.letIn(session.open("owner")) };
      owner.socket.drop(CloseCode.serviceRestart, "retry-after-ms=99999");
      owner.clock.advance(30_000);
      assert.equal(owner.sockets.length, 2);
      return Promise.resolve();
    },
  },
  {
    name: "lets a page in a hundred times on one socket",
    must: "the two talk on, and no connection is made anew",
    async run() {
      await attackProven((session, { owner, guest }) => {
        for (let again = 0; again < 100; again++) {
          session.welcome(owner, [guest.info]);
          session.welcome(guest, [owner.info]);
        }
        assert.deepEqual([owner.connections.length, guest.connections.length], [1, 1]);
      });
    },
  },
];
