import { type ReadonlySignal, signal } from "@preact/signals";
import { onceTried } from "../../base/once_tried.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { ReceiverEdges } from "./edges.ts";
import type { IncomingTransfer, IncomingTransferOptions } from "./incoming_transfer.ts";
import type { ReceiverExtras } from "./receiver_extras.ts";

/** What a {@linkcode LateTransfer} needs and tells. */
export interface LateTransferOptions
  extends Pick<IncomingTransferOptions, "dispatch" | "onProgress" | "onFailed"> {
  readonly edges: ReceiverEdges;
  readonly sessionId: SessionId;
}

/** The page's incoming transfer, which is loaded while the server answers. */
export class LateTransfer {
  readonly #options: LateTransferOptions;
  readonly #extras = signal<ReceiverExtras | undefined>(undefined);
  #loaded: IncomingTransfer | undefined;

  constructor(options: LateTransferOptions) {
    this.#options = options;
  }

  /** There before anything is offered. */
  get extras(): ReadonlySignal<ReceiverExtras | undefined> {
    return this.#extras;
  }

  /** `undefined` until it is loaded. */
  get loaded(): IncomingTransfer | undefined {
    return this.#loaded;
  }

  /** Looks what earlier pages of this browser have left. Without it nothing else is missing. */
  look(): void {
    this.#loadExtras().then(({ late, extras }) => late.lookForLeftOvers(extras), () => undefined);
  }

  readonly #loadExtras = onceTried(async () => {
    const { edges, sessionId } = this.#options;
    const late = await edges.loadLate();
    const made = late.receiverExtras(late, edges, sessionId);
    this.#extras.value = made.extras;
    return { late, ...made };
  });

  /**
   * Loads it, once. All is there before the offer is shown: from then on the server may be gone.
   *
   * @throws where it can't be had; asked again, it is tried again
   */
  readonly load: () => Promise<IncomingTransfer> = onceTried(async () => {
    const { edges, sessionId } = this.#options;
    const loaded = Promise.all([edges.loadEngines(), this.#loadExtras()]);
    const [engines, { late, picker, extras }] = await loaded;
    this.look();
    return this.#loaded = new late.IncomingTransfer({
      ...this.#options,
      engines,
      picker,
      zipBlob: late.zipBlob,
      forgetReceived: () => extras.before.forget(sessionId),
    });
  });
}
