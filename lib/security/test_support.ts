/**
 * What several tests of this folder need. Only tests import it.
 * @module
 */
import { setImmediate } from "node:timers";
import type { FailureError } from "../protocol/failure.ts";
import { parseSessionId, type Role, type SessionId } from "../protocol/ids.ts";
import type { UnknownRecord } from "../protocol/parse.ts";
import type { Binding } from "./binding.ts";
import { createLinkSecret } from "./link.ts";
import { SealedChannel, type SealedChannelOptions } from "./sealed_channel.ts";
import type { Bytes } from "./transcript.ts";

/** A session id with a digit of the caller's choice. */
export function sampleSessionId(digit: number): SessionId {
  const id = parseSessionId(`00000000-0000-4000-8000-00000000000${digit}`);
  if (!id) throw new TypeError("Cannot make a session id: not a digit");
  return id;
}

let pendingCrypto = 0;

for (
  const method of [
    "decrypt",
    "deriveBits",
    "deriveKey",
    "digest",
    "encrypt",
    "exportKey",
    "generateKey",
    "importKey",
    "sign",
    "verify",
  ] as const
) {
  const original: unknown = crypto.subtle[method];
  if (typeof original !== "function") throw new TypeError(`No ${method}`);
  Object.defineProperty(crypto.subtle, method, {
    value: async (...parameters: unknown[]) => {
      pendingCrypto++;
      try {
        return await Reflect.apply(original, crypto.subtle, parameters);
      } finally {
        pendingCrypto--;
      }
    },
  });
}

/**
 * Waits until nothing more can happen by itself. A channel only ever waits for WebCrypto, whose
 * calls are counted, so "it never opens" needs no clock.
 */
export async function settleHandshake(): Promise<void> {
  for (let quietTurns = 0; quietTurns < 3; quietTurns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (pendingCrypto > 0) quietTurns = -1;
  }
}

/** One end, and all it told its user. */
export interface End {
  readonly channel: SealedChannel;
  readonly received: UnknownRecord[];
  readonly bindings: Binding[];
  readonly failures: FailureError[];
}

/** Makes one end around a way to send. */
export function createEnd(
  options: Pick<SealedChannelOptions, "role" | "sessionId" | "secret" | "send">,
): End {
  const received: UnknownRecord[] = [];
  const bindings: Binding[] = [];
  const failures: FailureError[] = [];
  const channel = new SealedChannel({
    ...options,
    onMessage: (message) => received.push(message),
    onOpen: (binding) => bindings.push(binding),
    onFailure: (error) => failures.push(error),
  });
  return { channel, received, bindings, failures };
}

/** What stands between the two ends: gets each payload, gives what is delivered in its place. */
export type HandshakeRelay = (from: Role, payload: string) => readonly string[];

/** Two ends and a relay, which delivers synchronously. */
export function createPair(options: {
  readonly relay?: HandshakeRelay;
  readonly ownerSecret?: Bytes;
  readonly guestSecret?: Bytes;
  readonly guestSession?: SessionId;
} = {}): { readonly owner: End; readonly guest: End } {
  const relay: HandshakeRelay = options.relay ?? ((_from, payload) => [payload]);
  const secret = options.ownerSecret ?? createLinkSecret();
  const owner = createEnd({
    role: "owner",
    sessionId: sampleSessionId(1),
    secret,
    send: (payload) => {
      for (const each of relay("owner", payload)) guest.channel.receive(each);
    },
  });
  const guest = createEnd({
    role: "guest",
    sessionId: options.guestSession ?? sampleSessionId(1),
    secret: options.guestSecret ?? secret,
    send: (payload) => {
      for (const each of relay("guest", payload)) owner.channel.receive(each);
    },
  });
  return { owner, guest };
}

/** The reasons an end failed for. */
export function reasonsOf(end: End): string[] {
  return end.failures.map((error) => error.reason);
}
