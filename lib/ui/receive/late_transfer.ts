import { type ReadonlySignal, signal } from "@preact/signals";
import { onceTried } from "../../base/once_tried.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { ReceiverEdges, ReceiverLateParts } from "./edges.ts";
import type { IncomingTransfer, IncomingTransferOptions } from "./incoming_transfer.ts";

/** What the page shows of what is loaded late. */
export interface ReceiverExtras extends Pick<ReceiverLateParts, "RoomNeeded" | "TransferPanel"> {
  readonly leftOvers: ReturnType<ReceiverLateParts["leftOversModel"]>;
  /** Whether the reader may choose where files go. */
  readonly canPick: boolean;
}

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

  /**
   * Loads it, once. All is there before the offer is shown: from then on the server may be gone.
   *
   * @throws where it can't be had; asked again, it is tried again
   */
  readonly load: () => Promise<IncomingTransfer> = onceTried(async () => {
    const { edges, sessionId } = this.#options;
    const [engines, late] = await Promise.all([edges.loadEngines(), edges.loadLate()]);
    const picker = late.destinationPicker();
    const leftOvers = late.leftOversModel(sessionId);
    const { RoomNeeded, TransferPanel, zipBlob } = late;
    this.#extras.value = { RoomNeeded, TransferPanel, leftOvers, canPick: picker.isOffered };
    leftOvers.look();
    const options = { ...this.#options, engines, picker, zipBlob };
    return this.#loaded = new late.IncomingTransfer(options);
  });
}
