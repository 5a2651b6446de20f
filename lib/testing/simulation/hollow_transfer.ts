import { encodeControlMessage } from "../../protocol/link_message.ts";
import { parseAnyMessage } from "../parse_any_message.ts";
import type { TransferMessage } from "../../protocol/control_message.ts";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import { BLOCK_BYTES } from "../../protocol/limits.ts";
import { FileReceiver } from "../../transfer/receive/file_receiver.ts";
import { FileSender } from "../../transfer/send/file_sender.ts";
import type { ByteSource, Digest, StoredTransfer } from "../../transfer/ports.ts";
import { SeededRandom } from "./seeded_random.ts";
import { SimulatedLane } from "./simulated_lane.ts";
import type { Simulation } from "./simulation.ts";

/** More than is read at once. */
const ZEROS = new Uint8Array(8 * 1024 * 1024);

const LANE_FAULTS = { delayMs: 1, jitterMs: 0, duplicateChance: 0, corruptChance: 0 };

/** Zeros of one length have one digest, whatever it is: the engines only compare. */
const hollowDigest: Digest = {
  sha256: (bytes) => {
    const digest = new Uint8Array(32);
    new DataView(digest.buffer).setUint32(0, bytes.length);
    return Promise.resolve(digest);
  },
};

/** One write of the receiver. */
export interface HollowWrite {
  readonly offset: number;
  readonly length: number;
}

/** How a {@linkcode HollowTransfer} goes. */
export interface HollowOptions {
  readonly simulation: Simulation;
  /** Bytes of its only file. */
  readonly size: number;
  /** Whether the receiver has a block from an earlier run. @default {() => false} */
  readonly isHeld?: (block: number) => boolean;
  /** How long one write takes. @default {0} */
  readonly writeMs?: number;
}

/**
 * A transfer of one file of zeros that exists nowhere, from real engine to real engine: any size takes
 * no memory, and where most of it is held already, no time.
 */
export class HollowTransfer {
  readonly sender: FileSender;
  readonly receiver: FileReceiver<number>;
  readonly writes: HollowWrite[] = [];
  /** Blocks that are noted as written, in that order. */
  readonly noted: number[] = [];
  /** Bytes that were read of the file, to be sent. */
  readBytes = 0;
  /** Bytes that were read once more, to be compared. */
  readAgainBytes = 0;

  constructor(options: HollowOptions) {
    const { simulation, size } = options;
    const random = new SeededRandom(1);
    const crossing = (deliver: (message: TransferMessage) => void) => ({
      send: (message: TransferMessage) => {
        const text = encodeControlMessage(message);
        simulation.after(1, () => deliver(parseAnyMessage(text) as TransferMessage));
      },
    });
    const shared = { digest: hollowDigest, clock: simulation };
    this.receiver = new FileReceiver<number>({
      ...shared,
      control: crossing((message) => this.sender.receive(message)),
      sessionId: "hollow",
      store: {
        find: () => Promise.resolve(false),
        open: () => Promise.resolve(this.#stored(options)),
      },
      onState: (state) => {
        if (state.kind === "offered") this.receiver.accept();
      },
      onSaved: () => {},
    });
    this.sender = new FileSender({
      ...shared,
      control: crossing((message) => this.receiver.receive(message)),
      files: [{ path: "zeros", size, modified: 0, source: this.#source(size) }],
      transferId: encodeBase64Url(random.bytes(32)),
      onState: () => {},
    });
    const lane = new SimulatedLane(simulation, random, LANE_FAULTS, 64 * 1024);
    this.receiver.addLane(lane.far);
    this.sender.addLane(lane.near);
    this.sender.start();
  }

  #source(size: number): ByteSource {
    const read = (offset: number, length: number) => {
      if (offset < 0 || offset + length > size) throw new RangeError(`${length} at ${offset}`);
      return Promise.resolve(ZEROS.subarray(0, length));
    };
    return {
      read: (offset, length) => {
        this.readBytes += length;
        return read(offset, length);
      },
      readAgain: (offset, length) => {
        this.readAgainBytes += length;
        return read(offset, length);
      },
    };
  }

  #stored({ simulation, size, isHeld = () => false, writeMs = 0 }: HollowOptions) {
    const blockCount = Math.ceil(size / BLOCK_BYTES);
    const stored: StoredTransfer<number> = {
      open: () =>
        Promise.resolve({
          write: async (offset, { length }) => {
            this.writes.push({ offset, length });
            if (writeMs > 0) await simulation.sleep(writeMs);
          },
          finish: () => Promise.resolve(size),
          discard: () => Promise.resolve(),
          keep: () => Promise.resolve(),
        }),
      async *notes() {
        for (let block = 0; block < blockCount; block++) {
          if (!isHeld(block)) continue;
          const length = Math.min(BLOCK_BYTES, size - block * BLOCK_BYTES);
          yield { block, digest: await hollowDigest.sha256(ZEROS.subarray(0, length)) };
        }
      },
      restored: () => ({ read: (_offset, length) => Promise.resolve(ZEROS.subarray(0, length)) }),
      wasSaved: () => false,
      noteBlock: (_file, block) => this.noted.push(block),
      noteSaved: () => {},
      end: () => Promise.resolve(),
    };
    return stored;
  }
}
