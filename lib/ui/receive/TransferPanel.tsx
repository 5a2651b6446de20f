import type { ReadonlySignal } from "@preact/signals";
import { formatBytes } from "../parts/format.ts";
import type { Localized } from "../i18n/catalogue.ts";
import { fill } from "../i18n/fill.ts";
import { needsArchive } from "../saving/offered_files.ts";
import { isMoving, type ReceiverState } from "./receiver_state.ts";
import {
  type OfferedFile,
  type Progress,
  type SavedFile,
  totalSize,
} from "../facts/transfer_facts.ts";
import { ArchiveBox } from "../saving/ArchiveBox.tsx";
import { Banner } from "../parts/Banner.tsx";
import { ChangedNames } from "../saving/ChangedNames.tsx";
import { DigestLine } from "../parts/DigestLine.tsx";
import { PauseButton, PauseNotice } from "../parts/PauseControl.tsx";
import { ProgressBar } from "../parts/ProgressBar.tsx";
import { useWakeLock } from "../parts/use_wake_lock.ts";
import { ReceivedList } from "../saving/ReceivedList.tsx";
import type { ReceiverActions } from "./receiver_actions.ts";
import { SendYours } from "./SendYours.tsx";
import { LeftOversNotice } from "../saving/LeftOversNotice.tsx";
import { ReceivedBefore } from "../saving/ReceivedBefore.tsx";
import type { ReceivedBeforeModel } from "../saving/received_before_model.ts";
import type { LeftOversModel } from "../saving/left_overs_model.ts";
import { Action } from "../parts/Action.tsx";

/** A state in which there is an offer, or was one. */
type IncomingState = Extract<
  ReceiverState,
  { readonly kind: "connected" | "transferring" | "done" | "failed" }
>;

/** Props of {@linkcode TransferPanel}. */
export interface TransferPanelProps extends Localized {
  readonly state: IncomingState;
  readonly progress: ReadonlySignal<Progress>;
  readonly leftOvers: LeftOversModel;
  readonly before: ReceivedBeforeModel;
  readonly canPick: boolean;
  readonly actions: ReceiverActions;
}

/** An offer, its transfer, and what came of it. */
export function TransferPanel(props: TransferPanelProps) {
  const { state, progress, leftOvers, before, text, language, actions } = props;
  const { common, receiver } = text;
  const localized = { text, language };
  useWakeLock(isMoving(state));
  const left = (
    <>
      <ReceivedBefore before={before} {...localized} />
      <LeftOversNotice {...leftOvers} {...localized} />
    </>
  );
  switch (state.kind) {
    case "connected":
      return (
        <>
          {state.interrupted && <Banner tone="warn">{common.interrupted}</Banner>}
          <ReceivedList files={state.files} {...localized} />
          <ChangedNames files={state.files} {...localized} />
          <OfferActions {...props} state={state} />
          {left}
        </>
      );
    case "transferring":
      return (
        <>
          {state.interrupted && <Banner tone="warn">{common.interrupted}</Banner>}
          <PauseNotice pausedBy={state.pausedBy} text={common} />
          <Continuation state={state} {...localized} />
          <ProgressBar
            progress={progress}
            totalBytes={totalSize(state.files)}
            paused={state.pausedBy.size > 0}
            {...localized}
          />
          <ReceivedList files={withLinks(state.files, state.saved)} {...localized} />
          <div class="actions">
            <PauseButton
              paused={state.pausedBy.has("here")}
              text={common}
              pause={actions.pause}
              resume={actions.resume}
            />
            <Action name="cancel" run={actions.cancel}>{common.cancel}</Action>
          </div>
          <Destination state={state} text={text} />
        </>
      );
    case "done":
      return (
        <>
          {state.archive && (
            <ArchiveBox
              archive={state.archive}
              progress={progress}
              totalBytes={totalSize(state.saved)}
              {...localized}
              actions={actions}
            />
          )}
          {state.destination !== undefined && (
            <p class="hint" data-part="destination" data-name={state.destination}>
              {fill(receiver.savedTo, { destination: state.destination })}
            </p>
          )}
          <ReceivedList files={state.saved} {...localized} />
          <DigestLine digest={state.digest} text={common} />
          <div class="actions">
            <SendYours text={receiver} />
          </div>
        </>
      );
    case "failed":
      return (
        <>
          {state.saved.length > 0 && (
            <>
              <p>{receiver.savedBeforeFailure}</p>
              <ReceivedList files={state.saved} {...localized} />
            </>
          )}
          {left}
        </>
      );
  }
}

/** Props of {@linkcode OfferActions}. */
interface OfferActionsProps extends Omit<TransferPanelProps, "state"> {
  readonly state: Extract<ReceiverState, { readonly kind: "connected" }>;
}

/** What can be answered to an offer. Where it was begun in a destination, going on there comes first. */
function OfferActions({ state, canPick, text: { receiver }, actions }: OfferActionsProps) {
  const { files, begunIn } = state;
  const isOneFile = files.length === 1 && !needsArchive(files);
  const isBegun = begunIn !== undefined;
  const pick = (
    <Action
      name="receive-to"
      look={isBegun ? "button button-wide" : "button-quiet"}
      run={actions.receiveTo}
    >
      {isBegun
        ? fill(receiver.receiveOn, { destination: begunIn })
        : isOneFile
        ? receiver.receiveToFile
        : receiver.receiveToFolder}
    </Action>
  );
  return (
    <>
      <div class="actions">
        {isBegun && pick}
        <Action
          name="receive"
          look={isBegun ? "button-quiet" : "button button-wide"}
          run={actions.receive}
        >
          {receiver.receive}
        </Action>
        {!isBegun && canPick && pick}
        <Action name="cancel" run={actions.cancel}>{receiver.decline}</Action>
      </div>
      {isBegun && <p class="hint">{receiver.begunHint}</p>}
      <p class="hint">{receiver.trust}</p>
    </>
  );
}

/** Where the files go, where that isn't as each comes. */
function Destination({ state, text: { receiver } }: Omit<ContinuationProps, "language">) {
  if (state.destination !== undefined) {
    return <p class="hint">{fill(receiver.transferringTo, { destination: state.destination })}</p>;
  }
  return needsArchive(state.files) ? <p class="hint">{receiver.archiveHint}</p> : null;
}

/** Props of {@linkcode Continuation}. */
interface ContinuationProps extends Localized {
  readonly state: Extract<ReceiverState, { readonly kind: "transferring" }>;
}

/** Says that a transfer goes on, and from where; nothing where it is a new one. */
function Continuation({ state, text: { receiver }, language }: ContinuationProps) {
  const { heldBytes, isContinued } = state;
  if (!isContinued || heldBytes === 0) return null;
  if (heldBytes === undefined) return <Banner tone="busy">{receiver.checking}</Banner>;
  return (
    <p class="hint" data-held-bytes={heldBytes}>
      {fill(receiver.continued, { held: formatBytes(language, heldBytes) })}
    </p>
  );
}

/** The offered files, those that are whole as they were saved. No two have one name. */
function withLinks(
  files: readonly OfferedFile[],
  saved: readonly SavedFile[],
): readonly SavedFile[] {
  const whole = new Map(saved.map((file) => [file.name, file]));
  return files.map((file) => whole.get(file.name) ?? file);
}
