import type {
  ControlMessage,
  LinkMessage,
  TransferMessage,
} from "../../protocol/control_message.ts";
import type { ScreenMessage } from "../../protocol/screen_message.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import type { Binding } from "../../security/binding.ts";
import type { Clock } from "../../base/clock.ts";

/** Ms from the open channel to the peer's verified tag: the tag is its first message. */
export const BIND_DEADLINE_MS = 5_000;

/**
 * Messages that arrive while the peer's tag is being verified. It takes about a millisecond; an
 * offer of 100,000 files is 2,000 messages of which a fast peer might get some hundred in.
 */
const MAX_HELD_MESSAGES = 2_048;

/** What passes the gate; the gate keeps `bind` for itself. */
export type BoundMessage =
  | Exclude<LinkMessage, { type: "bind" }>
  | TransferMessage
  | ScreenMessage;

/** The certificates that the DTLS connection really uses. */
export interface Fingerprints {
  readonly local: Uint8Array;
  readonly remote: Uint8Array;
}

/** What a {@linkcode BindGate} needs and tells. */
export interface BindGateOptions {
  readonly clock: Clock;
  readonly sendTag: (tag: string) => void;
  /** Both certificates are proven; called once, before the first delivery. */
  readonly onBound: () => void;
  readonly onMessage: (message: BoundMessage) => void;
  /** Called at most once: `tampered`, `timed-out` or `protocol-error`. Nothing is delivered after it. */
  readonly onFailure: (reason: FailureReason) => void;
}

type State =
  | { readonly kind: "shut" }
  /** Our tag is on its way and the peer's is awaited or being verified. */
  | { readonly kind: "proving" }
  | { readonly kind: "bound" }
  | { readonly kind: "over" };

/**
 * Lets nothing through before both ends have proven, under the keys of the link, that they see the
 * same two DTLS certificates (design: "The link, and why the server can't cheat").
 *
 * ```
 *          prove()             own tag sent and peer's verified
 *   shut ───────────▶ proving ─────────────────────────────────▶ bound
 *    │                   │  wrong tag: tampered; none in 5 s: timed-out
 *    └── not a bind ─────┴──────────────────────────────────────▶ over
 * ```
 *
 * The peer may finish before us and speak right after its tag, on one ordered channel; verifying
 * is asynchronous, so what follows the tag waits here in its order.
 */
export class BindGate {
  readonly #options: BindGateOptions;
  readonly #peerTag = Promise.withResolvers<string>();
  #hasPeerTag = false;
  #held: BoundMessage[] = [];
  #state: State = { kind: "shut" };
  #cancelDeadline = () => {};

  constructor(options: BindGateOptions) {
    this.#options = options;
  }

  /** Whether both ends are proven. */
  get isBound(): boolean {
    return this.#state.kind === "bound";
  }

  /** The channel is open and the keys exist: sends our tag and awaits the peer's. Later calls do nothing. */
  prove(binding: Binding, fingerprints: Promise<Fingerprints>): void {
    if (this.#state.kind !== "shut") return;
    this.#state = { kind: "proving" };
    this.#cancelDeadline = this.#options.clock.after(
      BIND_DEADLINE_MS,
      () => this.#fail("timed-out"),
    );
    this.#prove(binding, fingerprints).catch(() =>
      // WebCrypto refused, or there is no certificate to look at: nothing is proven.
      this.#fail("tampered")
    );
  }

  /** Takes every message of the control channel, in order. */
  receive(message: ControlMessage): void {
    if (this.#state.kind === "over") return;
    if (message.type === "bind") {
      if (this.#hasPeerTag) return this.#fail("protocol-error");
      this.#hasPeerTag = true;
      return this.#peerTag.resolve(message.tag);
    }
    if (this.#state.kind === "bound") return this.#options.onMessage(message);
    if (!this.#hasPeerTag) return this.#fail("protocol-error");
    if (this.#held.push(message) > MAX_HELD_MESSAGES) {
      this.#fail("protocol-error");
    }
  }

  /** Shuts for good; nothing is told or delivered afterwards. Idempotent. */
  close(): void {
    this.#state = { kind: "over" };
    this.#held = [];
    this.#cancelDeadline();
  }

  async #prove(
    binding: Binding,
    fingerprints: Promise<Fingerprints>,
  ): Promise<void> {
    const { local, remote } = await fingerprints;
    const tag = await binding.tag(local, remote);
    if (this.#state.kind !== "proving") return;
    this.#options.sendTag(tag);
    const peerTag = await this.#peerTag.promise;
    const isProven = await binding.verify(peerTag, local, remote);
    // The deadline or a failure may have come first; a proof after that opens nothing.
    if (this.#state.kind !== "proving") return;
    if (!isProven) return this.#fail("tampered");
    this.#open();
  }

  #open(): void {
    this.#cancelDeadline();
    this.#state = { kind: "bound" };
    this.#options.onBound();
    for (const message of this.#held.splice(0)) {
      // A reader may close everything in answer to any of them.
      if (!this.isBound) return;
      this.#options.onMessage(message);
    }
  }

  #fail(reason: FailureReason): void {
    if (this.#state.kind === "over") return;
    this.close();
    this.#options.onFailure(reason);
  }
}
