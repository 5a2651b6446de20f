import type { Clock } from "../base/clock.ts";
import type { LaneHandle } from "../peer/lanes/lane_handle.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import { FailureError } from "../protocol/failure.ts";
import { type FileEntry, isFolder } from "../protocol/file_entry.ts";
import type { TransferControl, TransferStore } from "../transfer/ports.ts";
import { FileReceiver } from "../transfer/receive/file_receiver.ts";
import type { ReceivingState } from "../transfer/state.ts";
import { webDigest } from "../transfer/web_digest.ts";
import type { Failure } from "../ui/facts/transfer_facts.ts";
import { ProgressSampler } from "../ui/parts/progress_sampler.ts";
import type { CliEvent } from "./cli_event.ts";
import { progressEvent } from "./progress_bar.ts";
import { laneOf } from "./served_files.ts";

/** An offer in numbers. */
export interface OfferSummary {
  readonly files: number;
  readonly bytes: number;
}

/** What {@linkcode IncomingFiles} need and tell. */
export interface IncomingFilesOptions {
  readonly clock: Clock;
  readonly sessionId: string;
  readonly store: TransferStore<unknown>;
  readonly control: TransferControl;
  readonly confirm: (offer: OfferSummary) => Promise<boolean>;
  readonly report: (event: CliEvent) => void;
  /** All is received: `undefined`; or why not. Called at most once. */
  readonly onEnd: (failure: Failure | undefined) => void;
}

/** What one sender offers and sends: an engine, what is asked before it begins, and what is told of it. */
export class IncomingFiles {
  readonly #options: IncomingFilesOptions;
  readonly #engine: FileReceiver<unknown>;
  readonly #sampler: ProgressSampler;
  #isHungUp = false;

  constructor(options: IncomingFilesOptions) {
    this.#options = options;
    const { clock, sessionId, store, control, report } = options;
    this.#sampler = new ProgressSampler(clock, (progress) => report(progressEvent(1, progress)));
    this.#engine = new FileReceiver<unknown>({
      clock,
      sessionId,
      store,
      control,
      digest: webDigest,
      onState: (state) => this.#onState(state),
      onSaved: () => {},
    });
  }

  /** Takes one message of the sender. */
  receive(message: TransferMessage): void {
    this.#engine.receive(message);
  }

  /** Takes one more lane. */
  addLane(lane: LaneHandle): void {
    this.#engine.addLane(laneOf(lane));
  }

  /** Lets go of the sender; what was verified stays. Nothing is told afterwards. */
  hangUp(): void {
    this.#isHungUp = true;
    this.#sampler.stop();
    this.#engine.fail(new FailureError("connection-lost", "Cannot go on: hung up"), "there");
  }

  #onState(state: ReceivingState): void {
    if (this.#isHungUp) return;
    const { report, onEnd } = this.#options;
    switch (state.kind) {
      case "offered":
        this.#onOffered(state.files, state.isKept).catch((cause) =>
          this.#engine.fail(new FailureError("internal", "Cannot ask", { cause }))
        );
        return;
      case "receiving":
        report({ event: "started", recipient: 1, isContinued: state.heldBytes > 0 });
        return this.#sampler.start(this.#engine);
      case "done":
        this.#sampler.stop();
        report({ event: "received", digest: state.root });
        return onEnd(undefined);
      case "failed":
        this.#sampler.stop();
        return onEnd({ reason: state.reason, side: state.side });
    }
  }

  async #onOffered(entries: readonly FileEntry[], isKept: boolean): Promise<void> {
    const { confirm, report } = this.#options;
    const offer = {
      files: entries.filter((entry) => !isFolder(entry)).length,
      bytes: entries.reduce((sum, { size }) => sum + size, 0),
    };
    report({ event: "offer", ...offer });
    // The reader said yes to exactly these bytes before.
    const isWanted = isKept || await confirm(offer);
    if (this.#isHungUp) return;
    if (isWanted) this.#engine.accept();
    else this.#engine.fail(new FailureError("cancelled", "Cannot receive: not wanted"));
  }
}
