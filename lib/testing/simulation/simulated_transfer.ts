import type { ControlMessage, TransferMessage } from "../../protocol/control_message.ts";
import { encodeControlMessage } from "../../protocol/link_message.ts";
import { parseAnyMessage } from "../parse_any_message.ts";
import { isScreenMessage } from "../../protocol/screen_message.ts";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import { FileReceiver } from "../../transfer/receive/file_receiver.ts";
import { FileSender } from "../../transfer/send/file_sender.ts";
import type { OutgoingFile } from "../../transfer/ports.ts";
import { ReadDigests } from "../../transfer/send/read_digests.ts";
import type { ReceivingState, SendingState } from "../../transfer/state.ts";
import { isOver } from "../../transfer/state.ts";
import { syncDigest } from "../fakes/memory_ports.ts";
import type { SeededRandom } from "./seeded_random.ts";
import { SimulatedDisk } from "./simulated_disk.ts";
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
 * nothing while it lives. Messages cross as text, through the same parser as on the wire, and what is
 * received goes through the real store onto a simulated disk.
 */
export class SimulatedTransfer {
  readonly disk: SimulatedDisk;
  /** What was handed over, by number. */
  readonly saved = new Map<number, File>();
  /** Bytes that each receiver found to be held already. */
  readonly held: number[] = [];
  readonly #options: SimulatedTransferOptions;
  readonly #transferId: string;
  readonly #lanes = new Set<SimulatedLane>();
  #readDigests = new ReadDigests();
  sender: FileSender;
  receiver: FileReceiver<File>;
  #connection = 0;

  constructor(options: SimulatedTransferOptions) {
    const { simulation, random } = options;
    this.#options = options;
    this.#transferId = encodeBase64Url(random.bytes(32));
    this.disk = new SimulatedDisk(simulation, () => random.below(5));
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

  /** Loses the whole connection, and starts over from the same pages. */
  reconnect(): void {
    this.#lose("connection-lost");
    this.#meet();
  }

  /** Kills the receiver's page, does something to the disk it leaves, and opens another. */
  crashReceiver(meanwhile = () => {}): void {
    this.disk.crash();
    this.#lose("peer-left");
    meanwhile();
    this.#meet();
  }

  /** Kills the sender's page, and shares again from another, which has read nothing yet. */
  crashSender(meanwhile = () => {}): void {
    this.#lose("peer-left");
    this.#readDigests = new ReadDigests();
    meanwhile();
    this.#meet();
  }

  #lose(reason: FailureReason): void {
    this.#connection++;
    while (this.#lanes.size > 0) this.cutLane();
    const lost = new FailureError(reason, "Cannot reach the peer");
    this.sender.fail(lost, "there");
    this.receiver.fail(lost, "there");
  }

  #meet(): void {
    [this.sender, this.receiver] = this.#connect();
    this.addLane();
  }

  #connect() {
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
    const receiver: FileReceiver<File> = new FileReceiver({
      control: cross((message) => sender.receive(message)),
      digest: syncDigest,
      clock: simulation,
      sessionId: "simulated",
      store: this.disk.store,
      windowBytes,
      onState: (state) => {
        if (state.kind === "offered") receiver.accept();
        if (state.kind === "receiving") this.held.push(state.heldBytes);
      },
      onSaved: (file, saved) => this.saved.set(file, saved),
    });
    const sender: FileSender = new FileSender({
      files,
      transferId: this.#transferId,
      control: cross((message) => receiver.receive(message)),
      digest: syncDigest,
      clock: simulation,
      readDigests: this.#readDigests,
      blockBytes,
      firstLanes: 1 + random.below(4),
      onState: () => {},
    });
    sender.start();
    return [sender, receiver] as const;
  }
}

function parseTransfer(text: string): TransferMessage {
  const message: ControlMessage | undefined = parseAnyMessage(text);
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
