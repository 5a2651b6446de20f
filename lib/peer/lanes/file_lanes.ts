import type { TransferMessage } from "../../protocol/control_message.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import type { Role } from "../../protocol/ids.ts";
import type { UnknownRecord } from "../../protocol/parse.ts";
import type { Clock } from "../../base/clock.ts";
import { BULK_CHANNEL, type CreateLane, type LaneHandle } from "./lane_handle.ts";
import type { LaneRoute } from "./lane_connection.ts";
import type { LaneSet } from "./lane_set.ts";

type LateParts = typeof import("./late_parts.ts");

/** What {@linkcode FileLanes} need and tell. */
export interface FileLanesOptions {
  readonly pc: RTCPeerConnection;
  readonly role: Role;
  readonly clock: Clock;
  /** Makes another connection just like lane 0's. */
  readonly createConnection: () => RTCPeerConnection;
  /** Whether the peers may have found each other by mDNS names. */
  readonly goesByNames: () => boolean;
  /** Takes it to the peer. */
  readonly send: (lane: number, payload: UnknownRecord, route: LaneRoute) => void;
  /** Whether the certificate of a description is the one that the peer has proven. */
  readonly isProven: (sdp: string) => boolean;
  /** A further lane exists on this side; it isn't open yet. */
  readonly onLane: (lane: LaneHandle) => void;
  /** The bulk channel of lane 0 closed. */
  readonly onClose: () => void;
  readonly onFailure: (reason: FailureReason) => void;
}

/** What carries the bytes of files between two peers: lane 0 on their connection, and further ones. */
export class FileLanes {
  /** Reads a message about files; `undefined` where anything is wrong, or before {@linkcode FileLanes.load}. */
  parse: (value: UnknownRecord) => TransferMessage | undefined = () => undefined;
  readonly #options: FileLanesOptions;
  readonly #loaded: Promise<readonly [CreateLane, LateParts]>;
  #createLane: CreateLane | undefined;
  #further: LaneSet | undefined;
  #first: LaneHandle | undefined;
  #isOver = false;

  /**
   * @param loadLanes loads what makes every lane, the first too; begun with the session, so that it is
   * there when the handshake has come to the first description
   */
  constructor(options: FileLanesOptions, loadLanes: () => Promise<CreateLane>) {
    this.#options = options;
    // Both late: who only looks at the offer's first picture needs neither.
    this.#loaded = Promise.all([loadLanes(), import("./late_parts.ts")]);
    this.#loaded.catch(() => undefined); // Told by `load`.
  }

  /** Lane 0, once it was made. */
  get first(): LaneHandle | undefined {
    return this.#first;
  }

  /** Those beside it, once they could be made. */
  get further(): LaneSet | undefined {
    return this.#further;
  }

  /** Messages received over all lanes there have been. */
  get received(): number {
    return (this.#first?.received ?? 0) + (this.#further?.received ?? 0);
  }

  /** Waits for what makes lanes; rejects where that can't be loaded. */
  async load(): Promise<void> {
    const [createLane, { LaneSet, parseTransferMessage }] = await this.#loaded;
    if (this.#isOver) return;
    this.#createLane = createLane;
    this.parse = parseTransferMessage;
    this.#further ??= new LaneSet({ ...this.#options, createLane });
  }

  /** Makes lane 0's channel; after {@linkcode FileLanes.load}. */
  createFirst(): void {
    const { pc, onClose, onFailure } = this.#options;
    this.#first = this.#createLane?.({
      channel: pc.createDataChannel("bulk", BULK_CHANNEL),
      maxMessageSize: () => pc.sctp?.maxMessageSize,
      onViolation: () => onFailure("protocol-error"),
      onClose,
    });
  }

  /** Closes every lane; nothing is told afterwards. Idempotent. */
  close(): void {
    this.#isOver = true;
    this.#further?.close();
    this.#first?.close();
  }
}
