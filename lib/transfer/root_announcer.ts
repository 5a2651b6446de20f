import type { TransferMessage } from "../protocol/control_message.ts";
import type { Ledger } from "./ledger.ts";
import type { Digest } from "./ports.ts";
import { ROOTS_PAGE_COUNT } from "./transfer_limits.ts";

/**
 * Tells the receiver the root digest of each file, in order, as soon as its last block was read.
 * Runs beside the data: the digests of a file are known long before its blocks have arrived.
 */
export class RootAnnouncer {
  readonly #ledger: Ledger;
  readonly #digest: Digest;
  readonly #send: (message: TransferMessage) => void;
  readonly #roots: string[] = [];
  #running = false;

  constructor(
    ledger: Ledger,
    digest: Digest,
    send: (message: TransferMessage) => void,
  ) {
    this.#ledger = ledger;
    this.#digest = digest;
    this.#send = send;
  }

  /** The roots announced so far. */
  get roots(): readonly string[] {
    return this.#roots;
  }

  /** Whether every file's root was announced. */
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
      let page: string[] = [];
      while (!this.complete && this.#ledger.hasFile(this.#roots.length)) {
        const root = await this.#ledger.rootOf(
          this.#roots.length,
          this.#digest,
        );
        if (signal.aborted) return;
        this.#roots.push(root);
        page.push(root);
        if (page.length === ROOTS_PAGE_COUNT) page = this.#flush(page);
      }
      this.#flush(page);
    } finally {
      this.#running = false;
    }
  }

  #flush(page: readonly string[]): string[] {
    if (page.length > 0) {
      const first = this.#roots.length - page.length;
      this.#send({ type: "roots", first, roots: page });
    }
    return [];
  }
}
