import type { Dismissal } from "../../protocol/failure.ts";
import { Introduction, type IntroductionOptions } from "./introduction.ts";

/** What a {@linkcode SealedRefusal} needs. */
export interface SealedRefusalOptions
  extends Pick<IntroductionOptions, "sessionId" | "secret" | "sendPayload"> {
  /** Why the guest isn't wanted. */
  readonly reason: Dismissal;
}

/**
 * Tells a guest that it isn't wanted, sealed, and makes no connection for it: an owner's introduction
 * that ends as soon as the guest has shown that it holds the key.
 */
export class SealedRefusal {
  readonly #introduction: Introduction;

  constructor({ reason, ...options }: SealedRefusalOptions) {
    this.#introduction = new Introduction({
      ...options,
      role: "owner",
      isProven: () => false,
      onIntroduced: () => {
        this.#introduction.giveUp(reason);
        this.close();
      },
      onSignal: () => {},
      onLaneSignal: () => {},
      onGivenUp: () => {},
      onFailure: () => {},
    });
  }

  /** Begins the handshake. */
  start(): void {
    this.#introduction.start();
  }

  /** Takes sealed text of the guest. */
  receive(payload: string): void {
    this.#introduction.receive(payload);
  }

  /** Takes nothing any more; what was begun to be said is. Idempotent. */
  close(): void {
    this.#introduction.closeWhenSent();
  }
}
