import { inSlices } from "../../base/in_slices.ts";
import type { LaneHandle } from "../../peer/lanes/lane_handle.ts";
import type { PeerSession } from "../../peer/peer_session.ts";
import type { TransferMessage } from "../../protocol/control_message.ts";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import type { FileEntry } from "../../protocol/file_entry.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { NoRoomError } from "../../storage/no_room_error.ts";
import { destinationError } from "../../storage/destination/destination_error.ts";
import { type Destination, destinationName } from "../../storage/destination/destination.ts";
import { keepsAfter } from "../../transfer/receive/kept_after.ts";
import type { ReceivingState, Side } from "../../transfer/state.ts";
import type { Engines, HostedReceiver } from "../../worker/engines.ts";
import { ArchivePacker, type ZipBlob } from "../saving/archive_packer.ts";
import { nameFiles } from "../saving/listed_files.ts";
import type { DestinationPicker } from "./destination_picker.ts";
import { ProgressSampler } from "../parts/progress_sampler.ts";
import type { ReceiverEvent } from "./receiver_state.ts";
import { SavedFiles, type SavedFilesEdges } from "../saving/saved_files.ts";
import {
  type Failure,
  NO_PROGRESS,
  type OfferedFile,
  type Progress,
} from "../facts/transfer_facts.ts";

/** What a {@linkcode IncomingTransfer} needs and tells. */
export interface IncomingTransferOptions {
  readonly edges: SavedFilesEdges;
  readonly sessionId: SessionId;
  readonly engines: Engines;
  readonly picker: DestinationPicker;
  readonly zipBlob: ZipBlob;
  /** What was received is the reader's, or not wanted: no later visit need offer it. */
  readonly forgetReceived: () => void;
  readonly dispatch: (event: ReceiverEvent) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onFailed: (failure: Failure) => void;
}

/** The sender and the engine that takes its files. */
interface Incoming {
  readonly peer: PeerSession;
  readonly engine: HostedReceiver;
  /** Aborted when the offer needn't be listed any more. */
  readonly listing: AbortController;
}

/**
 * The receiver's page from the moment there is somebody to receive from: one engine at a time, the
 * destination of its files, and what is made of those that are whole.
 */
export class IncomingTransfer {
  readonly #options: IncomingTransferOptions;
  readonly #sampler: ProgressSampler;
  readonly #packer: ArchivePacker;
  #incoming: Incoming | undefined;
  #entries: readonly FileEntry[] = [];
  #files: readonly OfferedFile[] = [];
  #saved: SavedFiles;
  /** Where the reader wants the files of the present offer; `undefined`: where the browser saves all. */
  #destination: Destination | undefined;
  /** Where an earlier page had begun to receive it into. */
  #begun: Destination | undefined;
  /** Whether there is an offer that nobody has answered. */
  #isOffered = false;
  /** Whether the reader is asked for a destination. */
  #isPicking = false;
  /** Whether the offer is one that was accepted before. */
  #isContinued = false;
  /** Who paused, which may have been before there was anything to show it with. */
  #pausedBy: ReadonlySet<Side> = new Set();

  constructor(options: IncomingTransferOptions) {
    this.#options = options;
    const { edges, zipBlob, dispatch, onProgress } = options;
    this.#sampler = new ProgressSampler(edges.clock, onProgress);
    const onSaved = options.forgetReceived;
    this.#packer = new ArchivePacker({ zipBlob, sampler: this.#sampler, dispatch, onSaved });
    this.#saved = new SavedFiles({
      edges,
      files: [],
      hasDestination: false,
      onSaved: () => {},
      onText: () => {},
    });
  }

  /** The sender, once there is one to receive from. */
  get peer(): PeerSession | undefined {
    return this.#incoming?.peer;
  }

  /** Receives from a sender that was met, for the first time or again. */
  listenTo(peer: PeerSession): void {
    const { engines, sessionId, dispatch, onProgress } = this.#options;
    // A sender that was killed may be back before it was seen to be gone. The files of the former
    // transfer have to be closed before another opens them.
    if (this.#incoming) {
      this.hangUp();
      dispatch({ type: "broken" });
    }
    this.#pausedBy = new Set();
    const engine: HostedReceiver = engines.createReceiver({
      sessionId,
      control: peer,
      onPaused: (by) => {
        if (this.#incoming?.engine !== engine) return;
        this.#pausedBy = by;
        dispatch({ type: "paused", by });
      },
      onState: (state) => {
        if (this.#incoming?.engine === engine) this.#onState(incoming, state);
      },
      onSaved: (index, file, isAgain) => this.#saved.add(index, file, isAgain),
    });
    const incoming = this.#incoming = { peer, engine, listing: new AbortController() };
    onProgress(NO_PROGRESS);
    engine.addLane(peer.lane);
  }

  /** Takes one message of a peer, where it is the sender. */
  hear(peer: PeerSession, message: TransferMessage): void {
    if (this.peer === peer) this.#incoming?.engine.receive(message);
  }

  /** Takes one more lane of a peer, where it is the sender. */
  addLane(peer: PeerSession, lane: LaneHandle): void {
    if (this.peer === peer) this.#incoming?.engine.addLane(lane);
  }

  /** Accepts the offer: files go where the browser saves all. */
  accept(): void {
    if (!this.#isOffered) return;
    this.#destination = undefined;
    this.#acceptInto(this.#incoming);
  }

  /** Asks where the files shall go, or for leave to go on there, and accepts. In the task of a click. */
  async acceptInDestination(): Promise<void> {
    const { picker, sessionId } = this.#options;
    const incoming = this.#incoming;
    const entries = this.#entries;
    // A second press finds the browser's window open, and would be refused.
    if (!incoming || !this.#isOffered || this.#isPicking) return;
    this.#isPicking = true;
    try {
      const destination = await (this.#begun
        ? picker.permit(this.#begun)
        : picker.pick(this.#files.map(({ name }) =>
          name
        )));
      // Whoever changed their mind is where they were; and the sender may have come again meanwhile.
      if (!destination || this.#incoming !== incoming || !this.#isOffered) return;
      this.#destination = destination;
      // What can't be kept is only asked for again after a reload.
      picker.keep(sessionId, entries, destination).catch(() => undefined);
      this.#acceptInto(incoming);
    } catch (error) {
      incoming.engine.fail(destinationError("use the destination", error));
    } finally {
      this.#isPicking = false;
    }
  }

  pause(): void {
    this.#incoming?.engine.pause();
  }

  resume(): void {
    this.#incoming?.engine.resume();
  }

  /** Gives up the transfer; `false` where there is none. */
  cancel(): boolean {
    if (!this.#incoming) return false;
    this.#fail("cancelled", "cancelled", "here");
    this.#options.forgetReceived();
    return true;
  }

  /** The sender can't be reached: ends the transfer, and keeps what is worth it. */
  lose(reason: FailureReason): void {
    this.#fail(reason, "the sender is out of reach", "there");
  }

  /** Lets go of the sender. What was received stays on the page. */
  hangUp(): void {
    const left = this.#incoming;
    this.#incoming = undefined;
    left?.listing.abort();
    this.settle();
    // It would wait two minutes for somebody who is gone. What it wrote is kept.
    left?.engine.fail(new FailureError("connection-lost", "Cannot go on: hung up"), "there");
  }

  /** Shows all that there is to show of a transfer that is over. */
  settle(): void {
    if (!this.#packer.isPacking) this.#sampler.stop();
    this.#saved.flush();
  }

  /** Makes one archive of all files. */
  pack(): void {
    this.#packer.pack(this.#saved, this.#files);
  }

  /** Gives up the archive. */
  stopPacking(): void {
    this.#packer.giveUp();
  }

  /** Takes back the links of what was received, and gives up what was to be made of it. */
  forget(): void {
    this.#packer.stop();
    this.#saved.revoke();
  }

  #acceptInto(incoming: Incoming | undefined): void {
    if (!incoming) return;
    this.#isOffered = false;
    this.#saved.revoke();
    this.#saved = new SavedFiles({
      edges: this.#options.edges,
      files: this.#files,
      hasDestination: this.#destination !== undefined,
      onSaved: (files) => this.#options.dispatch({ type: "saved", files }),
      onText: (name, text) => this.#options.dispatch({ type: "text", name, text }),
    });
    incoming.engine.accept(this.#destination);
  }

  #onState(incoming: Incoming, receiving: ReceivingState): void {
    const { dispatch, edges } = this.#options;
    const { engine, listing } = incoming;
    const destination = this.#destination && destinationName(this.#destination);
    switch (receiving.kind) {
      case "offered":
        this.#entries = receiving.files;
        this.#isOffered = false; // Nobody may accept an offer under the names of the last one.
        // Safe names of a long list take seconds; the page stays alive meanwhile.
        return inSlices(nameFiles(receiving.files), {
          clock: edges.clock,
          signal: listing.signal,
          onDone: (files) => this.#onListed(incoming, files, receiving.isKept),
        });
      case "preparing":
        dispatch({
          type: "accept",
          isContinued: this.#isContinued || this.#isBegun(),
          destination,
        });
        this.#saved.addFolders();
        return dispatch({ type: "paused", by: this.#pausedBy });
      case "receiving":
        this.#sampler.start(engine);
        return dispatch({ type: "prepared", heldBytes: receiving.heldBytes });
      case "done":
        this.settle();
        this.#forgetPick();
        // The sender hangs up when it has the receipt; hanging up first could lose it.
        dispatch({ type: "verified", digest: receiving.root });
        if (this.#saved.needsArchive) this.pack();
        if (this.#saved.areSeveral) dispatch({ type: "archive", archive: { kind: "offered" } });
        return;
      case "failed": {
        listing.abort();
        const { reason, side, cause } = receiving;
        if (!keepsAfter(reason, false)) this.#forgetPick();
        const numbers = cause instanceof NoRoomError
          ? { neededBytes: cause.neededBytes, freeBytes: cause.freeBytes }
          : {};
        this.#options.onFailed({ reason, side, ...numbers });
      }
    }
  }

  /** The offer has the names that it is shown and saved by. */
  #onListed(incoming: Incoming, files: readonly OfferedFile[], isKept: boolean): void {
    const { dispatch } = this.#options;
    const { peer, engine } = incoming;
    this.#files = files;
    dispatch({ type: "offered", files });
    // The path may have been known before there was anything to show it with.
    if ("path" in peer.state) dispatch({ type: "path", path: peer.state.path });
    this.#isContinued = isKept;
    this.#isOffered = true;
    // The reader said yes to exactly these bytes before.
    if (isKept) this.#acceptInto(incoming);
    else this.#lookForPick(engine);
  }

  #isBegun(): boolean {
    return this.#destination?.isBegun ?? false;
  }

  /** Looks whether an earlier page had begun to receive this offer into a destination. */
  async #lookForPick(engine: HostedReceiver): Promise<void> {
    const { picker, sessionId, dispatch } = this.#options;
    this.#destination = this.#begun = undefined;
    const begun = await picker.find(sessionId, this.#entries).catch(() => undefined);
    if (!begun || this.#incoming?.engine !== engine) return;
    this.#begun = begun;
    dispatch({ type: "begun", destination: destinationName(begun) });
  }

  #forgetPick(): void {
    const { picker, sessionId } = this.#options;
    if (this.#destination) picker.forget(sessionId).catch(() => undefined);
    this.#destination = this.#begun = undefined;
  }

  #fail(reason: FailureReason, state: string, side: Side): void {
    this.#incoming?.engine.fail(new FailureError(reason, `Cannot go on: ${state}`), side);
  }
}
