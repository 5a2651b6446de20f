import type { LaneHandle } from "../../peer/lanes/lane_handle.ts";
import type { PeerSession } from "../../peer/peer_session.ts";
import type { TransferMessage } from "../../protocol/control_message.ts";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import type { FileEntry } from "../../protocol/file_entry.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { NoRoomError } from "../../storage/no_room_error.ts";
import { placeError } from "../../storage/destination/place_error.ts";
import { type PickedPlace, placeName } from "../../storage/destination/picked_place.ts";
import { keepsAfter } from "../../transfer/receive/kept_after.ts";
import type { ReceivingState, Side } from "../../transfer/state.ts";
import type { Engines, HostedReceiver } from "../../worker/engines.ts";
import { ArchivePacker, type ZipBlob } from "./saving/archive_packer.ts";
import type { ReceiverEdges } from "./edges.ts";
import { listedFiles } from "./saving/listed_files.ts";
import type { PlacePicker } from "./destination_picker.ts";
import { ProgressSampler } from "../parts/progress_sampler.ts";
import type { ReceiverEvent } from "./receiver_state.ts";
import { SavedFiles } from "./saving/saved_files.ts";
import {
  type Failure,
  NO_PROGRESS,
  type OfferedFile,
  type Progress,
} from "../facts/transfer_facts.ts";

/** What a {@linkcode ReceptionDesk} needs and tells. */
export interface ReceptionDeskOptions {
  readonly edges: Pick<ReceiverEdges, "clock" | "saveUrl" | "save">;
  readonly sessionId: SessionId;
  readonly engines: Engines;
  readonly picker: PlacePicker;
  readonly zipBlob: ZipBlob;
  readonly dispatch: (event: ReceiverEvent) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onFailed: (failure: Failure) => void;
}

/** The sender and the engine that takes its files. */
interface Reception {
  readonly peer: PeerSession;
  readonly engine: HostedReceiver;
}

/**
 * The receiver's page from the moment there is somebody to receive from: one engine at a time, the
 * place its files go to, and what is made of those that are whole.
 */
export class ReceptionDesk {
  readonly #options: ReceptionDeskOptions;
  readonly #sampler: ProgressSampler;
  readonly #packer: ArchivePacker;
  #reception: Reception | undefined;
  #entries: readonly FileEntry[] = [];
  #files: readonly OfferedFile[] = [];
  #saved: SavedFiles;
  /** Where the reader wants the files of the present offer; `undefined`: where the browser saves all. */
  #place: PickedPlace | undefined;
  /** Where an earlier page had begun to receive it into. */
  #kept: PickedPlace | undefined;
  /** Whether there is an offer that nobody has answered. */
  #isOffered = false;
  /** Whether the reader is asked for a place. */
  #isPicking = false;
  /** Whether the offer is one that was accepted before. */
  #isContinued = false;
  /** Who paused, which may have been before there was a place to show it. */
  #pausedBy: ReadonlySet<Side> = new Set();

  constructor(options: ReceptionDeskOptions) {
    this.#options = options;
    const { edges, zipBlob, dispatch, onProgress } = options;
    this.#sampler = new ProgressSampler(edges.clock, onProgress);
    this.#packer = new ArchivePacker({ zipBlob, sampler: this.#sampler, dispatch });
    const [onSaved, onText] = [() => {}, () => {}];
    this.#saved = new SavedFiles({ edges, files: [], isPlaced: false, onSaved, onText });
  }

  /** The sender, once there is one to receive from. */
  get peer(): PeerSession | undefined {
    return this.#reception?.peer;
  }

  /** Receives from a sender that was met, for the first time or again. */
  listenTo(peer: PeerSession): void {
    const { engines, sessionId, dispatch, onProgress } = this.#options;
    // A sender that was killed may be back before it was seen to be gone. The files of the former
    // reception have to be closed before another opens them.
    if (this.#reception) {
      this.hangUp();
      dispatch({ type: "broken" });
    }
    this.#pausedBy = new Set();
    const engine: HostedReceiver = engines.createReceiver({
      sessionId,
      control: peer,
      onPaused: (by) => {
        if (this.#reception?.engine !== engine) return;
        this.#pausedBy = by;
        dispatch({ type: "paused", by });
      },
      onState: (state) => {
        if (this.#reception?.engine === engine) this.#onState({ peer, engine }, state);
      },
      onSaved: (index, file, isAgain) => this.#saved.add(index, file, isAgain),
    });
    this.#reception = { peer, engine };
    onProgress(NO_PROGRESS);
    engine.addLane(peer.lane);
  }

  /** Takes one message of a peer, where it is the sender. */
  hear(peer: PeerSession, message: TransferMessage): void {
    if (this.peer === peer) this.#reception?.engine.receive(message);
  }

  /** Takes one more lane of a peer, where it is the sender. */
  addLane(peer: PeerSession, lane: LaneHandle): void {
    if (this.peer === peer) this.#reception?.engine.addLane(lane);
  }

  /** Accepts the offer: files go where the browser saves all. */
  accept(): void {
    if (!this.#isOffered) return;
    this.#place = undefined;
    this.#acceptInto(this.#reception);
  }

  /** Asks where the files shall go, or for leave to go on there, and accepts. In the task of a click. */
  async acceptInPlace(): Promise<void> {
    const { picker, sessionId } = this.#options;
    const reception = this.#reception;
    const entries = this.#entries;
    // A second press finds the browser's window open, and would be refused.
    if (!reception || !this.#isOffered || this.#isPicking) return;
    this.#isPicking = true;
    try {
      const place = await (this.#kept
        ? picker.permit(this.#kept)
        : picker.pick(this.#files.map(({ name }) =>
          name
        )));
      // Whoever changed their mind is where they were; and the sender may have come again meanwhile.
      if (!place || this.#reception !== reception || !this.#isOffered) return;
      this.#place = place;
      // What can't be kept is only asked for again after a reload.
      picker.keep(sessionId, entries, place).catch(() => undefined);
      this.#acceptInto(reception);
    } catch (error) {
      reception.engine.fail(placeError("use the place", error));
    } finally {
      this.#isPicking = false;
    }
  }

  pause(): void {
    this.#reception?.engine.pause();
  }

  resume(): void {
    this.#reception?.engine.resume();
  }

  /** Gives up the transfer; `false` where there is none. */
  cancel(): boolean {
    if (!this.#reception) return false;
    this.#fail("cancelled", "cancelled", "here");
    return true;
  }

  /** The sender can't be reached: ends the transfer, and keeps what is worth it. */
  lose(reason: FailureReason): void {
    this.#fail(reason, "the sender is out of reach", "there");
  }

  /** Lets go of the sender. What was received stays on the page. */
  hangUp(): void {
    const left = this.#reception;
    this.#reception = undefined;
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

  #acceptInto(reception: Reception | undefined): void {
    if (!reception) return;
    this.#isOffered = false;
    this.#saved.revoke();
    this.#saved = new SavedFiles({
      edges: this.#options.edges,
      files: this.#files,
      isPlaced: this.#place !== undefined,
      onSaved: (files) => this.#options.dispatch({ type: "saved", files }),
      onText: (name, text) => this.#options.dispatch({ type: "text", name, text }),
    });
    reception.engine.accept(this.#place);
  }

  #onState({ peer, engine }: Reception, receiving: ReceivingState): void {
    const { dispatch } = this.#options;
    const place = this.#place && placeName(this.#place);
    switch (receiving.kind) {
      case "offered":
        this.#entries = receiving.files;
        this.#files = listedFiles(receiving.files);
        dispatch({ type: "offered", files: this.#files });
        // The path may have been known before there was a place to show it.
        if ("path" in peer.state) dispatch({ type: "path", path: peer.state.path });
        this.#isContinued = receiving.isKept;
        this.#isOffered = true;
        // The reader said yes to exactly these bytes before.
        if (receiving.isKept) this.#acceptInto({ peer, engine });
        else this.#lookForPick(engine);
        return;
      case "preparing":
        dispatch({ type: "accept", isContinued: this.#isContinued || this.#isBegun(), place });
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
        return;
      case "failed": {
        const { reason, side, cause } = receiving;
        if (!keepsAfter(reason, false)) this.#forgetPick();
        const numbers = cause instanceof NoRoomError
          ? { neededBytes: cause.neededBytes, freeBytes: cause.freeBytes }
          : {};
        this.#options.onFailed({ reason, side, ...numbers });
      }
    }
  }

  #isBegun(): boolean {
    return this.#place?.isBegun ?? false;
  }

  /** Looks whether an earlier page had begun to receive this offer into a place of its reader's. */
  async #lookForPick(engine: HostedReceiver): Promise<void> {
    const { picker, sessionId, dispatch } = this.#options;
    this.#place = this.#kept = undefined;
    const kept = await picker.find(sessionId, this.#entries).catch(() => undefined);
    if (!kept || this.#reception?.engine !== engine) return;
    this.#kept = kept;
    dispatch({ type: "begun", place: placeName(kept) });
  }

  #forgetPick(): void {
    const { picker, sessionId } = this.#options;
    if (this.#place) picker.forget(sessionId).catch(() => undefined);
    this.#place = this.#kept = undefined;
  }

  #fail(reason: FailureReason, state: string, side: Side): void {
    this.#reception?.engine.fail(new FailureError(reason, `Cannot go on: ${state}`), side);
  }
}
