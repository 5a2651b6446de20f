import {
  type ControlMessage,
  encodeControlMessage,
  parseControlMessage,
  type TransferMessage,
} from "../protocol/control_message.ts";
import { isScreenMessage } from "../protocol/screen_message.ts";
import { encodeBase64Url } from "../protocol/base64url.ts";
import { FailureError } from "../protocol/failure.ts";
import { FileReceiver } from "../transfer/file_receiver.ts";
import { FileSender } from "../transfer/file_sender.ts";
import type { OutgoingFile } from "../transfer/ports.ts";
import type { ReceivingState, SendingState } from "../transfer/transfer_state.ts";
import { isOver } from "../transfer/transfer_state.ts";
import { MemorySinks, syncDigest } from "./memory_ports.ts";
import type { SeededRandom } from "./seeded_random.ts";
import { type LaneFaults, SimulatedLane } from "./simulated_lane.ts";
import type { Simulation } from "./simulation.ts";

/** How one simulated transfer goes. */
export interface SimulatedTransferOptions {
  readonly simulation: Simulation;
  readonly random: SeededRandom;
  readonly files: readonly OutgoingFile[];
  readonly faults: LaneFaults;
  readonly blockBytes: number;
  readonly maxFrameBytes: number;
  readonly windowBytes: number;
}

const CONTROL_DELAY_MS = 5;

/**
 * A sender and a receiver over simulated lanes and a control channel that keeps order and loses
 * nothing while it lives. Messages cross as text, through the same parser as on the wire.
 */
export class SimulatedTransfer {
  readonly sinks: MemorySinks;
  readonly #options: SimulatedTransferOptions;
  readonly #lanes = new Set<SimulatedLane>();
  sender: FileSender;
  receiver: FileReceiver<Uint8Array<ArrayBuffer>>;
  #connection = 0;

  constructor(options: SimulatedTransferOptions) {
    const { simulation, random } = options;
    this.#options = options;
    this.sinks = new MemorySinks(simulation, () => random.below(5));
    [this.sender, this.receiver] = this.#connect();
  }

  /** Whether both ends came to an end. */
  get over(): boolean {
    return isOver(this.sender.state) && isOver(this.receiver.state);
  }

  /** Both states, for a failure message. */
  get states(): readonly [SendingState, ReceivingState] {
    return [this.sender.state, this.receiver.state];
  }

  /** Opens one more lane. */
  addLane(): void {
    const { simulation, random, faults, maxFrameBytes } = this.#options;
    const lane = new SimulatedLane(simulation, random, faults, maxFrameBytes);
    this.#lanes.add(lane);
    this.receiver.addLane(lane.far);
    this.sender.addLane(lane.near);
  }

  /** Cuts one lane, if there is one. */
  cutLane(): void {
    for (const lane of this.#lanes) {
      this.#lanes.delete(lane);
      return lane.cut();
    }
  }

  /** Loses the whole connection and starts over with what the receiver's ledger holds. */
  reconnect(): void {
    if (this.over) return;
    this.#connection++;
    while (this.#lanes.size > 0) this.cutLane();
    const held = this.receiver.ledger;
    const lost = new FailureError("connection-lost", "Cannot reach the peer");
    this.sender.fail(lost, "there");
    this.receiver.fail(lost, "there");
    [this.sender, this.receiver] = this.#connect(held);
    this.addLane();
  }

  #connect(held?: FileReceiver<unknown>["ledger"]) {
    const { simulation, random, files, blockBytes, windowBytes } = this.#options;
    const connection = this.#connection;
    const cross = (deliver: (message: TransferMessage) => void) => ({
      send: (message: TransferMessage) => {
        const text = encodeControlMessage(message);
        simulation.after(CONTROL_DELAY_MS, () => {
          if (this.#connection === connection) deliver(parseTransfer(text));
        });
      },
    });
    const receiver: FileReceiver<Uint8Array<ArrayBuffer>> = new FileReceiver({
      control: cross((message) => sender.receive(message)),
      digest: syncDigest,
      clock: simulation,
      sinks: this.sinks,
      windowBytes,
      onState: (state) => {
        if (state.kind === "offered") receiver.accept(held);
      },
      onSaved: () => {},
    });
    const sender: FileSender = new FileSender({
      files,
      transferId: encodeBase64Url(random.bytes(32)),
      control: cross((message) => receiver.receive(message)),
      digest: syncDigest,
      clock: simulation,
      blockBytes,
      firstLanes: 1 + random.below(4),
      onState: () => {},
    });
    sender.start();
    return [sender, receiver] as const;
  }
}

function parseTransfer(text: string): TransferMessage {
  const message: ControlMessage | undefined = parseControlMessage(text);
  if (message === undefined) throw new Error(`Cannot parse ${text}`);
  if (isScreenMessage(message)) throw new Error(`Not of a transfer: ${text}`);
  switch (message.type) {
    case "bind":
    case "heartbeat":
    case "signal":
    case "bye":
      throw new Error(`Not of a transfer: ${text}`);
    default:
      return message;
  }
}
