import { type FailureReason, parseFailureReason } from "../../protocol/failure.ts";
import type { Role, SessionId } from "../../protocol/ids.ts";
import { isCount, isRecord, type UnknownRecord } from "../../protocol/parse.ts";
import type { Binding } from "../../security/binding.ts";
import { SealedChannel } from "../../security/sealed_channel.ts";
import { reportDefect } from "../../browser/report_defect.ts";

/** What an {@linkcode Introduction} needs and tells. */
export interface IntroductionOptions {
  readonly role: Role;
  readonly sessionId: SessionId;
  readonly secret: Uint8Array<ArrayBuffer>;
  /** Relays sealed text to the peer, or loses it. */
  readonly sendPayload: (payload: string) => void;
  /** Whether the connection is proven: then nothing that comes this way can end it. */
  readonly isProven: () => boolean;
  /** Keys are agreed; `isFirst` where there were none before. */
  readonly onIntroduced: (isFirst: boolean) => void;
  /** A description or candidate of the peer's. It may be anything. */
  readonly onSignal: (payload: UnknownRecord) => void;
  /** The same for a further lane; only once the connection is proven. */
  readonly onLaneSignal: (lane: number, payload: UnknownRecord) => void;
  /** The peer says that it gave up, and why. */
  readonly onGivenUp: (reason: FailureReason) => void;
  /** The peer can't be who it says. Not told once the connection is proven. */
  readonly onFailure: (reason: FailureReason) => void;
}

/** The sealed way to one peer, over the server that can't read it, nor end what is proven. */
export class Introduction {
  readonly #options: IntroductionOptions;
  #sealed: SealedChannel;
  #binding: Binding | undefined;
  #starts = 0;

  constructor(options: IntroductionOptions) {
    this.#options = options;
    this.#sealed = this.#create();
  }

  /** What the proof of the connection is made with; of the newest handshake. */
  get binding(): Binding | undefined {
    return this.#binding;
  }

  /** Whether a handshake was begun anew, so that what was sealed under its keys may be lost. */
  get wasRestarted(): boolean {
    return this.#starts > 1;
  }

  /** Begins a handshake: the first, or a new one, because what was relayed before may be lost. */
  start(): void {
    this.#starts++;
    this.#sealed.start();
  }

  /** Takes sealed text that the server relayed. */
  receive(payload: string): void {
    this.#sealed.receive(payload);
  }

  /** Seals and sends, in order; before there are keys it waits for them. */
  send(message: object): void {
    this.#sealed.send(message);
  }

  /** Tells the peer why this side gives up. */
  giveUp(reason: FailureReason): void {
    this.#sealed.send({ failed: reason });
  }

  /** Takes nothing any more, and closes when what was to be sent is sent. */
  closeWhenSent(): void {
    this.#sealed.closeWhenSent();
  }

  #create(): SealedChannel {
    const { role, sessionId, secret, sendPayload, isProven, onIntroduced, onFailure } =
      this.#options;
    return new SealedChannel({
      role,
      sessionId,
      secret,
      send: sendPayload,
      onMessage: (message) => this.#take(message),
      onOpen: (binding) => {
        const isFirst = this.#binding === undefined;
        this.#binding = binding;
        onIntroduced(isFirst);
      },
      onFailure: (error) => {
        reportDefect(error);
        // A proven connection needs the server no more, so it can't be ended from there either.
        if (isProven()) this.#sealed = this.#create();
        else onFailure(error.reason);
      },
    });
  }

  #take(message: UnknownRecord): void {
    const { isProven, onGivenUp, onSignal, onLaneSignal } = this.#options;
    const reason = parseFailureReason(message.failed);
    if (reason) return onGivenUp(reason);
    const { lane, payload } = message;
    if (lane === undefined) return onSignal(message);
    if (isProven() && isCount(lane, 1) && isRecord(payload)) onLaneSignal(lane, payload);
  }
}
