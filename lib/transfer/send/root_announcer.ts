import type { TransferMessage } from "../../protocol/control_message.ts";
import type { Ledger } from "../ledger.ts";
import type { Digest } from "../ports.ts";
import type { Clock } from "../../base/clock.ts";
import { ROOTS_BATCH_COUNT, ROOTS_MS, ROOTS_PAGE_COUNT } from "../limits.ts";

/**
 * Tells the receiver the root digest of each file, in order, soon after its last block was read.
 * Runs beside the data: the digests of a file are known before its blocks have arrived. Roots of small
 * files wait for each other, because each message costs as much as such a file.
 */
export class RootAnnouncer {
  readonly #ledger: Ledger;
  readonly #digest: Digest;
  readonly #clock: Clock;
  readonly #send: (message: TransferMessage) => void;
  readonly #confirm: (file: number) => Promise<void>;
  readonly #roots: string[] = [];
  #told = 0;
  #running = false;
  #cancelTelling: (() => void) | undefined;

  /** @param confirm looks whether a file still is what was read of it; rejects where it isn't */
  constructor(
    ledger: Ledger,
    digest: Digest,
    clock: Clock,
    send: (message: TransferMessage) => void,
    confirm: (file: number) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#ledger = ledger;
    this.#digest = digest;
    this.#clock = clock;
    this.#send = send;
    this.#confirm = confirm;
  }

  /** The roots known so far; those that aren't announced yet soon are. */
  get roots(): readonly string[] {
    return this.#roots;
  }

  /** Whether every file's root is known, and then they are announced. */
  get complete(): boolean {
    return this.#roots.length === this.#ledger.plan.fileCount;
  }

  /**
   * Announces what can be announced now. One call at a time does the work; a call that comes while
   * another runs is answered by that one, because it looks at the ledger after each root.
   */
  async announce(signal: AbortSignal): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (!this.complete && this.#ledger.hasFile(this.#roots.length)) {
        await this.#confirm(this.#roots.length);
        if (signal.aborted) return;
        const root = await this.#ledger.rootOf(
          this.#roots.length,
          this.#digest,
        );
        if (signal.aborted) return;
        this.#roots.push(root);
        if (this.complete || this.#roots.length - this.#told === ROOTS_PAGE_COUNT) this.#tell();
      }
      if (this.#roots.length - this.#told >= ROOTS_BATCH_COUNT) this.#tell();
      else if (this.#roots.length > this.#told) {
        this.#cancelTelling ??= this.#clock.after(ROOTS_MS, () => this.#tell());
      }
    } finally {
      this.#running = false;
    }
  }

  /** Tells nothing more; idempotent. */
  stop(): void {
    this.#cancelTelling?.();
    this.#cancelTelling = undefined;
  }

  #tell(): void {
    this.stop();
    const first = this.#told;
    this.#told = this.#roots.length;
    this.#send({ type: "roots", first, roots: this.#roots.slice(first) });
  }
}
