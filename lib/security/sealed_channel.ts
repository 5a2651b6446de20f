import { FailureError } from "../protocol/failure.ts";
import type { Role, SessionId } from "../protocol/ids.ts";
import { MAX_SEALED_PLAINTEXT_BYTES } from "../protocol/limits.ts";
import { parseJsonObject, type UnknownRecord } from "../protocol/parse.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { type Binding, createBinding } from "./binding.ts";
import { agree, commitmentOf, createEphemeral, type Ephemeral } from "./handshake.ts";
import { MessageCipher } from "./message_cipher.ts";
import {
  encodePayload,
  handshakeIdOf,
  type HandshakeMessage,
  type KeyShare,
  parsePayload,
  type Payload,
  type SealedMessage,
} from "./payload.ts";
import { peerOf } from "./session_keys.ts";
import { type Bytes, equalBytes } from "./transcript.ts";

export type { Binding } from "./binding.ts";

/**
 * Messages waiting to be sealed. An ICE generation is at most 64 candidates and a description;
 * twice that covers a restart, and 128 × 16 KiB is 2 MiB.
 */
export const MAX_UNSENT_MESSAGES = 128;

/**
 * Payloads received and not yet opened. Opening takes well under a millisecond, the server passes
 * on a few dozen a second: a pile of this many is a flood.
 */
export const MAX_UNREAD_PAYLOADS = 512;

/** What a {@linkcode SealedChannel} needs, and whom it tells. */
export interface SealedChannelOptions {
  readonly role: Role;
  readonly sessionId: SessionId;
  /** The link's secret: 32 bytes. */
  readonly secret: Bytes;
  /** Hands a payload to the peer through the signaling server. */
  readonly send: (payload: string) => void;
  /** One opened message of the peer, in order: a parsed JSON object, still unknown in shape. */
  readonly onMessage: (message: UnknownRecord) => void;
  /**
   * The peer proved that it holds the link's key. Called once per handshake, so again after a
   * reconnect: then what was sealed under the older keys may be lost, and the caller sends again
   * what it still needs.
   */
  readonly onOpen: (binding: Binding) => void;
  /** The channel is closed for good: `tampered`, `version-mismatch`, `protocol-error`, or `internal` for a defect. */
  readonly onFailure: (error: FailureError) => void;
}

type State =
  | { readonly kind: "idle" }
  | {
    readonly kind: "exchanging";
    readonly commitment: Bytes;
    readonly own: Ephemeral;
  }
  | {
    readonly kind: "keyed";
    readonly commitment: Bytes;
    readonly handshakeId: Bytes;
    readonly cipher: MessageCipher;
    readonly binding: Binding;
    readonly confirmed: boolean;
  };

/**
 * A private, authenticated channel between two peers over a server that neither has to trust.
 *
 * ```
 *            commit out (owner), in (guest)         share in (owner), reveal in (guest)
 *   idle ──────────────────────────────▶ exchanging ──────────────────────────────▶ keyed
 *                                          ▲    │                                   │  │ peer's confirmation
 *                                          └────┴── start() / a new commit ─────────┘  ▼ opens: onOpen
 *                                                                                    keyed, confirmed
 *   any ── close() or a failure ──▶ closed
 * ```
 *
 * Everything runs through one queue in call order, so counters need no lock and `send` may deliver
 * straight into the other side's `receive`.
 *
 * What is ignored, and why. The relay keeps order, but loses what is sent while a socket is away.
 * So an honest peer may see messages of a handshake that one side has replaced, sealed messages
 * whose `reveal` was lost, and a gap in the counters; after each of these a new handshake is on its
 * way. None of them is given out and none ends the channel. A message that *claims* the current
 * handshake and its position, and doesn't verify, was altered: `tampered`. A server that only drops
 * or delays can't be told from a bad network; deadlines are the caller's.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseSessionId, type Role } from "../protocol/ids.ts";
 * import { createLinkSecret } from "./link.ts";
 *
 * const sessionId = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80");
 * assert.ok(sessionId);
 * const secret = createLinkSecret();
 * const heard = Promise.withResolvers<unknown>();
 * const channelOf = (role: Role, send: (payload: string) => void) =>
 *   new SealedChannel({
 *     role, sessionId, secret, send,
 *     onOpen: () => {},
 *     onMessage: heard.resolve,
 *     onFailure: heard.reject,
 *   });
 * const owner: SealedChannel = channelOf("owner", (payload) => guest.receive(payload));
 * const guest: SealedChannel = channelOf("guest", (payload) => owner.receive(payload));
 * owner.send({ hello: "guest" }); // waits for the keys
 * owner.start();
 * assert.deepEqual(await heard.promise, { hello: "guest" });
 * ```
 */
export class SealedChannel {
  readonly #options: SealedChannelOptions;
  #state: State = { kind: "idle" };
  #closed = false;
  #queue: Promise<void> = Promise.resolve();
  readonly #unsent: Bytes[] = [];
  #unread = 0;
  /** Made ahead of the first handshake, whose messages shouldn't wait for it. */
  #prepared: Promise<Ephemeral> | undefined;

  constructor(options: SealedChannelOptions) {
    this.#options = options;
    this.#prepared = createEphemeral();
    this.#prepared.catch(() => undefined); // Told by the handshake that needs it.
  }

  /**
   * Forgets the current keys; the owner also begins a new handshake. Call it when the peer appears
   * and after every reconnect: what was lost meanwhile leaves the counters of the two sides apart.
   * A guest's keys come back with the owner's next handshake. What isn't sealed yet stays queued.
   */
  start(): void {
    this.#enqueue(async () => {
      this.#state = { kind: "idle" };
      if (this.#options.role === "guest") return;
      const own = await this.#takeEphemeral();
      const commitment = await commitmentOf(own.share);
      this.#become({ kind: "exchanging", commitment, own });
      this.#transmit({ kind: "commit", commitment });
    });
  }

  /** Takes a payload the relay delivered from this peer. It may be anything. */
  receive(payload: string): void {
    if (this.#closed) return;
    if (++this.#unread > MAX_UNREAD_PAYLOADS) {
      this.#fail(
        new FailureError(
          "protocol-error",
          `Cannot read payloads: more than ${MAX_UNREAD_PAYLOADS} are waiting`,
        ),
      );
      return;
    }
    this.#enqueue(async () => {
      this.#unread--;
      const parsed = parsePayload(payload);
      if (!parsed) {
        throw new FailureError(
          "protocol-error",
          "Cannot read a payload: it has no known form",
        );
      }
      await (parsed.kind === "sealed" ? this.#onSealed(parsed) : this.#onHandshake(parsed));
    });
  }

  /**
   * Seals a message and sends it, in call order; before the keys exist it waits.
   *
   * @param message a JSON object
   * @throws {RangeError} when its JSON is longer than {@linkcode MAX_SEALED_PLAINTEXT_BYTES}.
   */
  send(message: object): void {
    if (this.#closed) return;
    const plaintext = encodeMessage(message);
    if (plaintext.length > MAX_SEALED_PLAINTEXT_BYTES) {
      throw new RangeError(
        `Cannot send a message: ${plaintext.length} bytes are more than ${MAX_SEALED_PLAINTEXT_BYTES}`,
      );
    }
    if (this.#unsent.push(plaintext) > MAX_UNSENT_MESSAGES) {
      this.#fail(
        new FailureError(
          "protocol-error",
          `Cannot send a message: more than ${MAX_UNSENT_MESSAGES} are waiting`,
        ),
      );
      return;
    }
    this.#enqueue(() => this.#flush());
  }

  /** Sends what was said so far, as far as there are keys for it, then closes. */
  closeWhenSent(): void {
    this.#enqueue(() => Promise.resolve(this.close()));
  }

  /** Drops the keys and all that waits. Later calls are ignored, and nobody is told anything more. */
  close(): void {
    this.#closed = true;
    this.#state = { kind: "idle" };
    this.#unsent.length = 0;
  }

  async #onHandshake(message: HandshakeMessage): Promise<void> {
    const { role } = this.#options;
    if ((message.kind === "share") !== (role === "owner")) {
      throw new FailureError(
        "tampered",
        `Cannot continue the handshake: the ${role} was sent its own "${message.kind}" back`,
      );
    }
    const state = this.#state;
    const isCurrent = state.kind !== "idle" &&
      equalBytes(state.commitment, message.commitment);
    if (message.kind === "commit") {
      if (isCurrent) return; // Delivered twice: a second share would part the two sides.
      const own = await this.#takeEphemeral();
      const { commitment } = message;
      this.#become({ kind: "exchanging", commitment, own });
      this.#transmit({ kind: "share", commitment, share: own.share });
      return;
    }
    // Of another handshake, or delivered twice: the first one counts.
    if (!isCurrent || state.kind !== "exchanging") return;
    await this.#establish(state.commitment, state.own, message.share);
  }

  /** A fresh one for every handshake. */
  #takeEphemeral(): Promise<Ephemeral> {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    return prepared ?? createEphemeral();
  }

  /** Both shares are known: derives the keys, then says who we are and all that waited. */
  async #establish(
    commitment: Bytes,
    own: Ephemeral,
    peer: KeyShare,
  ): Promise<void> {
    const { role, sessionId, secret } = this.#options;
    // Before the keys are made, so that both sides make theirs at the same time; the guest's share
    // is fixed by now, which is all that the commitment has to wait for.
    if (role === "owner") {
      this.#transmit({ kind: "reveal", commitment, share: own.share });
    }
    const keys = await agree({
      role,
      sessionId,
      secret,
      commitment,
      own,
      peer,
    });
    const handshakeId = handshakeIdOf(commitment);
    const cipher = new MessageCipher({ role, sessionId, keys, handshakeId });
    const confirmation = encodeMessage({ v: PROTOCOL_VERSION, role });
    this.#transmit(await cipher.seal(confirmation));
    this.#become({
      kind: "keyed",
      commitment,
      handshakeId,
      cipher,
      binding: createBinding(role, keys),
      confirmed: false,
    });
    await this.#flush();
  }

  async #onSealed(message: SealedMessage): Promise<void> {
    const state = this.#state;
    if (state.kind !== "keyed") return;
    if (!equalBytes(state.handshakeId, message.handshakeId)) return;
    const plaintext = await state.cipher.open(message);
    if (!plaintext || this.#closed) return;
    const content = decodeMessage(plaintext);
    if (state.confirmed) {
      this.#options.onMessage(content);
      return;
    }
    this.#checkConfirmation(content);
    this.#become({ ...state, confirmed: true });
    this.#options.onOpen(state.binding);
  }

  #checkConfirmation({ v, role }: UnknownRecord): void {
    if (v !== PROTOCOL_VERSION) {
      throw new FailureError(
        "version-mismatch",
        `Cannot talk to the peer: it doesn't speak version ${PROTOCOL_VERSION}`,
      );
    }
    if (role !== peerOf(this.#options.role)) {
      throw new FailureError(
        "protocol-error",
        "Cannot talk to the peer: it confirms another role than its own",
      );
    }
  }

  async #flush(): Promise<void> {
    while (this.#state.kind === "keyed") {
      const plaintext = this.#unsent.shift();
      if (!plaintext) return;
      this.#transmit(await this.#state.cipher.seal(plaintext));
    }
  }

  #transmit(payload: Payload): void {
    if (!this.#closed) this.#options.send(encodePayload(payload));
  }

  /** `close()` doesn't wait for the queue: keys made meanwhile must not come back. */
  #become(state: State): void {
    if (!this.#closed) this.#state = state;
  }

  #enqueue(job: () => Promise<void>): void {
    if (this.#closed) return;
    this.#queue = this.#queue
      .then(() => this.#closed ? undefined : job())
      .catch((error) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.close();
    const failure = error instanceof FailureError
      ? error
      : new FailureError("internal", "Cannot go on: a defect", {
        cause: error,
      });
    // Not from inside `send()`, and not where what the callback throws would be a lost rejection.
    queueMicrotask(() => this.#options.onFailure(failure));
  }
}

function encodeMessage(message: object): Bytes {
  return new TextEncoder().encode(JSON.stringify(message));
}

function decodeMessage(plaintext: Bytes): UnknownRecord {
  // Ill-formed UTF-8 becomes U+FFFD; it is the peer's own text, and the reader parses it anyway.
  const message = parseJsonObject(new TextDecoder().decode(plaintext));
  if (!message) {
    throw new FailureError(
      "protocol-error",
      "Cannot read a message: it is no JSON object",
    );
  }
  return message;
}
