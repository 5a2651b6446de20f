import type { SessionId } from "../../protocol/ids.ts";
import type { TokenStore } from "../../storage/token_store.ts";
import type { holdTab } from "../session/active_tab.ts";

/** What a {@linkcode GuestSeat} needs of the browser. */
export interface GuestSeatEdges {
  readonly holdTab: typeof holdTab;
  /** Under which token this browser was last in a session, though it crashed. */
  readonly seatTokens: TokenStore;
}

/** What a {@linkcode GuestSeat} needs and tells. */
export interface GuestSeatOptions {
  readonly edges: GuestSeatEdges;
  readonly sessionId: SessionId;
  /** Another tab of this browser took the seat. */
  readonly onLost: () => void;
}

/** This browser's seat on a link: which tab has it, and by which token it is had again. */
export class GuestSeat {
  readonly #options: GuestSeatOptions;
  #tab: AbortController | undefined;

  constructor(options: GuestSeatOptions) {
    this.#options = options;
  }

  /**
   * Takes the seat for this tab; answers whether it has it now.
   *
   * @param steal from the tab that has it
   */
  async hold(steal: boolean): Promise<boolean> {
    if (this.#tab) return true;
    const { edges, sessionId, onLost } = this.#options;
    const own = this.#tab = new AbortController();
    const isHeld = await edges.holdTab(`room ${sessionId}`, {
      signal: own.signal,
      steal,
      onLost: () => {
        this.#tab = undefined;
        onLost();
      },
    });
    if (!isHeld && this.#tab === own) this.#tab = undefined;
    return isHeld;
  }

  /** Leaves it to the next tab. */
  letGo(): void {
    this.#tab?.abort();
    this.#tab = undefined;
  }

  /** Keeps the token by which the server knows this page. */
  keep(token: string): void {
    // Without it the seat is only free after the server's patience, should this page crash.
    this.#options.edges.seatTokens.keep(this.#options.sessionId, token).catch(() => undefined);
  }

  /**
   * The token of a page of this browser that may still have the seat, because it crashed and can't
   * say so. Asked for only where the seat is taken: it would make every visit longer.
   */
  former(): Promise<string | undefined> {
    return this.#options.edges.seatTokens.load(this.#options.sessionId).catch(() => undefined);
  }
}
