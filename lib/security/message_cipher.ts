import { FailureError } from "../protocol/failure.ts";
import type { Role, SessionId } from "../protocol/ids.ts";
import type { SealedMessage } from "./payload.ts";
import { directionOf, peerOf, type SessionKeys } from "./session_keys.ts";
import { type Bytes, concatBytes, lengthValue, uint32 } from "./transcript.ts";

/** Who speaks, in which session, under which keys. */
export interface MessageCipherOptions {
  readonly role: Role;
  readonly sessionId: SessionId;
  readonly keys: SessionKeys;
  /** Names the handshake the keys come from; see `handshakeIdOf`. */
  readonly handshakeId: Bytes;
}

/**
 * Seals and opens the messages of one handshake with AES-256-GCM (NIST SP 800-38D).
 *
 * Each direction has its own key and counts from 0; the counter is the nonce, so no nonce comes
 * twice under one key. Calls must not overlap: the next starts when the one before has settled.
 */
export class MessageCipher {
  readonly #options: MessageCipherOptions;
  #sealed = 0;
  #opened = 0;

  constructor(options: MessageCipherOptions) {
    this.#options = options;
  }

  /**
   * Seals the next message of this side.
   *
   * @throws {RangeError} after 2^32 messages: one more would reuse a nonce, which gives the key away.
   */
  async seal(plaintext: Bytes): Promise<SealedMessage> {
    const { role, keys, handshakeId } = this.#options;
    const counter = this.#sealed++;
    if (counter > 0xffff_ffff) {
      throw new RangeError("Cannot seal a message: the counter is used up");
    }
    const ciphertext = new Uint8Array(
      await crypto.subtle.encrypt(
        this.#parameters(role, counter),
        keys.sealing,
        plaintext,
      ),
    );
    return { kind: "sealed", handshakeId, counter, ciphertext };
  }

  /**
   * Opens a message of the peer. Authenticity comes first, order second: a relay that lost a
   * message over a reconnect is no attacker, so an authentic message out of its turn isn't a
   * failure, but it is never given out either.
   *
   * @returns the plaintext, or `undefined` for an authentic message that isn't the next: one that
   * came before, or one behind a lost message. Behind a loss nothing opens until a new handshake.
   *
   * @throws {FailureError} `tampered` when the peer didn't seal this as its message `counter`.
   */
  async open(message: SealedMessage): Promise<Bytes | undefined> {
    const { role, keys } = this.#options;
    let plaintext: ArrayBuffer;
    try {
      plaintext = await crypto.subtle.decrypt(
        this.#parameters(peerOf(role), message.counter),
        keys.opening,
        message.ciphertext,
      );
    } catch (cause) {
      throw new FailureError(
        "tampered",
        `Cannot open message ${message.counter}: it isn't the peer's`,
        { cause },
      );
    }
    if (message.counter !== this.#opened) return undefined;
    this.#opened++;
    return new Uint8Array(plaintext);
  }

  #parameters(speaker: Role, counter: number): AesGcmParams {
    return {
      name: "AES-GCM",
      iv: concatBytes(new Uint8Array(8), uint32(counter)),
      additionalData: lengthValue(
        "filefrag 1 msg",
        this.#options.sessionId,
        directionOf(speaker),
        uint32(counter),
      ),
    };
  }
}
