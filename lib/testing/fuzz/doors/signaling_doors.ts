import fc from "fast-check";
import { FailureError } from "../../../protocol/failure.ts";
import { parsePeerId, parseSessionId, parseSessionKind } from "../../../protocol/ids.ts";
import { MAX_RECIPIENTS } from "../../../protocol/limits.ts";
import { parseClientMessage, parseServerMessage } from "../../../protocol/signaling_message.ts";
import { parseSignalEvent } from "../../../server/sessions/redis/signal_event.ts";
import { createSession } from "../../../signaling/session_api.ts";
import type { Door, JsonValue } from "../door.ts";
import { id, text, token, typed, wholeNumber } from "../pieces.ts";

const kind = fc.constantFrom("file", "screen");
const role = fc.constantFrom("owner", "guest");
const payload = text(60);
const peer: fc.Arbitrary<JsonValue> = fc.record({ peerId: id, role, polite: fc.boolean() });

const iceServer: fc.Arbitrary<JsonValue> = fc.record({
  urls: fc.array(fc.constantFrom("stun:stun.example.org:3478", "turn:[2001:db8::1]:3478"), {
    minLength: 1,
    maxLength: 3,
  }),
});

const clientMessage = fc.oneof(
  typed(
    "join",
    {
      version: wholeNumber(1, 0xffff),
      role: fc.constant("guest"),
      joinToken: token,
      peerToken: token,
    },
    { replaces: token },
  ),
  typed(
    "join",
    {
      version: wholeNumber(1, 0xffff),
      role: fc.constant("owner"),
      ownerToken: token,
      kind,
      joinHash: token,
      peerToken: token,
    },
    { guests: wholeNumber(1, MAX_RECIPIENTS) },
  ),
  typed("relay", { to: id, payload }),
  typed("ping"),
  typed("ice-servers"),
  typed("leave"),
);

const iceSetup = { iceServers: fc.array(iceServer, { maxLength: 3 }) };

const serverMessage = fc.oneof(
  typed(
    "joined",
    {
      peerId: id,
      kind,
      peers: fc.array(peer, { maxLength: 3 }),
      ...iceSetup,
      expiresInMs: wholeNumber(),
    },
    { iceExpiresInMs: wholeNumber() },
  ),
  typed("ice-servers", iceSetup, { iceExpiresInMs: wholeNumber() }),
  typed("peer-joined", { peer }),
  typed("peer-left", { peerId: id }),
  typed("relay", { from: id, payload }),
  typed("undeliverable", { to: id }),
  typed("pong"),
);

const member: fc.Arbitrary<JsonValue> = fc.record({ peerId: id, role, connection: id });

const signalEvent = fc.record({
  to: id,
  event: fc.oneof(
    typed("peer-joined", { member }),
    typed("peer-left", { member }),
    typed("relay", { from: id, payload }),
    typed("close", { code: fc.constantFrom(1000, 4401, 4410) }),
  ),
});

const created = fc.record({ id, kind: fc.constant("file"), ownerToken: token });

/** Asks a server that answers so; a failure with a name is how an answer is refused. */
async function answerOf(value: unknown): Promise<unknown> {
  try {
    return await createSession({ kind: "file", joinHash: "" }, {
      origin: "https://files.example.org",
      fetch: () => Promise.resolve(Response.json(value, { status: 201 })),
    });
  } catch (error) {
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}

/** What comes over the signaling channel, between instances, and from the API. */
export const SIGNALING_DOORS: readonly Door[] = [
  { kind: "json", name: "parseClientMessage", grammar: clientMessage, parse: parseClientMessage },
  { kind: "json", name: "parseServerMessage", grammar: serverMessage, parse: parseServerMessage },
  { kind: "json", name: "parseSignalEvent", grammar: signalEvent, parse: parseSignalEvent },
  { kind: "value", name: "createSession", grammar: created, parse: answerOf },
  { kind: "value", name: "parseSessionId", grammar: id, parse: parseSessionId },
  { kind: "value", name: "parsePeerId", grammar: id, parse: parsePeerId },
  { kind: "value", name: "parseSessionKind", grammar: kind, parse: parseSessionKind },
];
