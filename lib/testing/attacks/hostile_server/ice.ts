import assert from "node:assert/strict";
import type { Attack } from "../attack.ts";
import { browserClock } from "../../../browser/browser_clock.ts";
import { IceConnections } from "../../../peer/ice/ice_connections.ts";
import { AttackedSession } from "../attacked_session.ts";
import { silenceErrors } from "../../silence_errors.ts";
import { FakePeerConnection } from "../../fakes/fake_peer_connection.ts";
import { introduceInSpiteOf } from "./outcomes.ts";

const GOOD = { urls: ["stun:stun.example.org"] };
const BAD_URLS = [
  ...["https://evil.example", "stun:", "stun:a b", "javascript:alert(1)"],
  ...["", "turn:user@host", "turns:a?transport=quic", "file:///etc/passwd"],
];

/** A page's connection, made as a browser makes it: a server it can't read costs the whole. */
function strictConnection({ iceServers = [] }: RTCConfiguration): FakePeerConnection {
  for (const { urls, username } of iceServers) {
    for (const url of [urls].flat()) {
      if (!/^(stun|turn)s?:[^\s@/]+$/.test(url)) throw new DOMException(url, "SyntaxError");
      if (url.startsWith("turn") && !username) throw new DOMException(url, "InvalidAccessError");
    }
  }
  return new FakePeerConnection();
}

/** What the server says of the servers by which a way is looked for. */
export const ABOUT_ICE: readonly Attack[] = [
  {
    name: "gives ICE servers with URLs that no browser takes, beside one that it does",
    must: "they are left out, with a line in the console, and the two meet",
    async run() {
      using errors = silenceErrors();
      await introduceInSpiteOf((session) => {
        session.ice = { iceServers: [...BAD_URLS.map((url) => ({ urls: [url] })), GOOD] };
      }, (session, { owner }) => {
        assert.deepEqual(owner.configs[0]?.iceServers, [GOOD]);
        assert.ok(errors.calls.length > 0);
        return session.quiet();
      });
    },
  },
  {
    name: "gives nothing but ICE servers that no browser takes",
    must: "the page ends with `protocol-error` and makes no connection",
    run() {
      for (const url of BAD_URLS) {
        using session = new AttackedSession();
        session.ice = { iceServers: [{ urls: [url] }] };
        const owner = session.letIn(session.open("owner"));
        assert.ok(owner.heard("closed protocol-error"), url);
        assert.equal(owner.connections.length, 0);
      }
      return Promise.resolve();
    },
  },
  {
    name: "gives a relay without what opens it, which browsers refuse with the whole connection",
    must: "it is left out, and the two meet",
    async run() {
      using _errors = silenceErrors();
      await introduceInSpiteOf((session) => {
        session.ice = { iceServers: [{ urls: ["turn:turn.example.org"] }, GOOD] };
        const open = session.open.bind(session);
        session.open = (...args) =>
          Object.assign(open(...args), { makeConnection: strictConnection });
      });
    },
  },
  {
    name: "gives an ICE server that looks like one and that this browser refuses",
    must: "the connection is made without, with a line in the console, and the two meet",
    async run() {
      using errors = silenceErrors();
      await introduceInSpiteOf((session) => {
        const open = session.open.bind(session);
        const makeConnection = ({ iceServers = [] }: RTCConfiguration) => {
          if (iceServers.length > 0) throw new DOMException("no", "SyntaxError");
          return new FakePeerConnection();
        };
        session.open = (...args) => Object.assign(open(...args), { makeConnection });
      });
      assert.ok(errors.calls.length >= 2);
    },
  },
  {
    name: "gives new ICE servers to two that talk, none of which a browser takes",
    must: "they are refused, and the two talk on",
    async run() {
      using session = new AttackedSession();
      const { owner, guest } = await session.pair();
      owner.socket.say({ type: "ice-servers", iceServers: [{ urls: ["https://evil.example"] }] });
      await session.pass(3_000);
      await session.assertTalk(owner, guest);
    },
  },
  {
    name: "gives relays of its own, through which everything goes",
    must: "it sees what is encrypted between the two, who prove themselves as ever",
    run: () =>
      introduceInSpiteOf((session) => {
        const urls = ["turn:evil.example:443?transport=tcp"];
        session.ice = { iceServers: [{ urls, username: "u", credential: "c" }] };
      }),
  },
  {
    name: "says that credentials are over at once, each time",
    must: "the page asks at most once a second",
    async run() {
      using session = new AttackedSession();
      session.ice = { iceServers: [GOOD], iceExpiresInMs: 0 };
      const owner = session.letIn(session.open("owner"));
      const asked = () => owner.socket.sent.filter((message) => isAsking(message)).length;
      for (let answer = 0; answer < 500; answer++) {
        owner.clock.advance(10);
        owner.socket.say({ type: "ice-servers", ...session.ice });
      }
      assert.ok(asked() <= 5, `asked ${asked()} times in 5 s`);
      // And it does ask, where the server waits with its answer.
      owner.clock.advance(1_000);
      assert.ok(asked() >= 1);
      await session.quiet();
    },
  },
  {
    name: "says that credentials hold for 2⁵³ ms, longer than a browser's timer can wait",
    must: "no timer fires at once, and nothing is asked",
    async run() {
      let asked = 0;
      const ice = new IceConnections({ clock: browserClock, askForIce: () => asked++ });
      ice.take({ iceServers: [GOOD], iceExpiresInMs: Number.MAX_SAFE_INTEGER });
      // A timer that overflowed fires within a millisecond; the next one set fires after it.
      await new Promise((resolve) => setTimeout(resolve, 20));
      ice.close();
      assert.equal(asked, 0);
    },
  },
  {
    name: "gives 10,000 ICE servers, or one with 10,000 URLs",
    must: "the page ends with `protocol-error` and makes no connection",
    run() {
      const many = Array<string>(10_000).fill("stun:a");
      for (const iceServers of [many.map((url) => ({ urls: [url] })), [{ urls: many }]]) {
        using session = new AttackedSession();
        session.ice = { iceServers };
        const owner = session.letIn(session.open("owner"));
        assert.ok(owner.heard("closed protocol-error"));
        assert.equal(owner.connections.length, 0);
      }
      return Promise.resolve();
    },
  },
];

function isAsking(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message &&
    message.type === "ice-servers";
}
