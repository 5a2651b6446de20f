import type { ComponentChildren } from "preact";
import type { Catalogue, Localized } from "../i18n/catalogue.ts";
import { isPresent, type Recipient, servedOf } from "./recipients.ts";
import { isResuming, type SenderState } from "./sender_state.ts";
import { totalSize } from "../facts/transfer_facts.ts";
import { Banner } from "../parts/Banner.tsx";
import { DigestLine } from "../parts/DigestLine.tsx";
import { FailureNotice } from "../parts/FailureNotice.tsx";
import { FileList } from "./intake/FileList.tsx";
import { FilePicker } from "./FilePicker.tsx";
import { LinkBox } from "../parts/LinkBox.tsx";
import { PathBadge } from "../parts/PathBadge.tsx";
import { PauseButton, PauseNotice } from "../parts/PauseControl.tsx";
import { Peers } from "./Peers.tsx";
import { ProgressBar } from "../parts/ProgressBar.tsx";
import { Pulse } from "../parts/Pulse.tsx";
import { RoomNeeded } from "../parts/RoomNeeded.tsx";
import { SenderRecipients } from "./SenderRecipients.tsx";
import { SenderResume } from "./SenderResume.tsx";
import type { SenderModel } from "./sender_model.ts";
import type { SenderActions } from "./sender_actions.ts";
import type { PageIntake } from "./intake/use_file_intake.ts";
import { Action } from "../parts/Action.tsx";
import { UnsavedHere } from "../saving/UnsavedHere.tsx";

/** Props of {@linkcode SenderPanel}. */
export interface SenderPanelProps extends Localized, Pick<SenderModel, "progress" | "progressOf"> {
  readonly state: SenderState;
  /** How many may receive what is shared next. */
  readonly seats: number;
  readonly intake: PageIntake;
  readonly actions: SenderActions;
}

/** What the sender can do in a state. */
export function SenderPanel(props: SenderPanelProps) {
  const { state, progress, progressOf, seats, intake, text, language, actions } = props;
  const { common, sender } = text;
  const localized = { text, language };
  const list = <FileList files={state.files} {...localized} />;
  const cancel = <Action name="cancel" run={actions.cancel}>{common.cancel}</Action>;
  const again = <Action name="reset" run={actions.reset}>{sender.again}</Action>;
  const recipients = "seats" in state && state.seats > 1 && (
    <SenderRecipients
      recipients={state.recipients}
      progressOf={progressOf}
      totalBytes={totalSize(state.files)}
      {...localized}
      actions={actions}
    />
  );
  switch (state.kind) {
    case "loading":
      if (isResuming(state)) {
        return <SenderResume state={state} intake={intake} actions={actions} {...localized} />;
      }
      if (state.step === "finding") return <Pulse />;
      if (state.step === "returning") {
        return (
          <>
            <Pulse />
            {list}
            <div class="actions">{cancel}</div>
          </>
        );
      }
      return (
        <>
          <FilePicker
            files={state.files}
            creating={state.step === "creating"}
            seats={seats}
            intake={intake}
            actions={actions}
            {...localized}
          />
          <UnsavedHere {...localized} />
        </>
      );
    case "waiting":
    case "connected":
    case "transferring": {
      const [only] = state.recipients;
      if (state.seats === 1 && only && isPresent(only)) {
        return (
          <OneRecipient
            recipient={only}
            progress={progress}
            list={list}
            totalBytes={totalSize(state.files)}
            {...localized}
            actions={actions}
          />
        );
      }
      const taken = state.recipients.filter(isPresent).length + servedOf(state.recipients).length;
      return (
        <>
          {recipients}
          {taken < state.seats && <LinkBox link={state.link} text={sender} actions={actions} />}
          {list}
          <div class="actions">
            {state.seats === 1
              ? cancel
              : <Action name="stop" run={actions.stop}>{sender.recipients.stop}</Action>}
          </div>
        </>
      );
    }
    case "done":
      return (
        <>
          {recipients}
          {list}
          <DigestLine digest={state.digest} text={common} />
          <div class="actions">{again}</div>
        </>
      );
    case "failed":
      return (
        <>
          <FailureNotice
            failure={state.failure}
            remark={<RoomNeeded failure={state.failure} {...localized} />}
            text={text}
            retry={actions.retry}
          >
            {again}
          </FailureNotice>
          {recipients}
          {state.files.length > 0 && list}
        </>
      );
  }
}

interface OneRecipientProps extends Localized, Pick<SenderModel, "progress"> {
  readonly recipient: Extract<Recipient, { kind: "connected" | "transferring" }>;
  readonly list: ComponentChildren;
  readonly totalBytes: number;
  readonly actions: Pick<SenderActions, "pause" | "resume" | "cancel">;
}

/** The only recipient that may be, which is what the page is about. */
function OneRecipient(props: OneRecipientProps) {
  const { recipient, progress, list, totalBytes, text, language, actions } = props;
  const { common } = text;
  const pausedBy = recipient.kind === "transferring" ? recipient.pausedBy : undefined;
  return (
    <>
      {recipient.interrupted && <Banner tone="warn">{common.interrupted}</Banner>}
      {pausedBy && (
        <>
          <PauseNotice pausedBy={pausedBy} text={common} />
          <ProgressBar
            progress={progress}
            totalBytes={totalBytes}
            paused={pausedBy.size > 0}
            text={text}
            language={language}
          />
        </>
      )}
      {list}
      <div class="actions">
        {pausedBy && (
          <PauseButton
            paused={pausedBy.has("here")}
            text={common}
            pause={actions.pause}
            resume={actions.resume}
          />
        )}
        <Action name="cancel" run={actions.cancel}>{common.cancel}</Action>
      </div>
    </>
  );
}

/** Props of {@linkcode SenderAside}. */
export interface SenderAsideProps {
  readonly state: SenderState;
  readonly text: Catalogue;
}

/** Who is there, and what the sender should know meanwhile. */
export function SenderAside({ state, text }: SenderAsideProps) {
  const { sender, common } = text;
  switch (state.kind) {
    case "waiting":
      return (
        <>
          <p class="hint">{sender.keepOpen}</p>
          <Banner tone={state.notice === "server-lost" ? "warn" : "busy"}>
            {noticeWords(state, text)}
          </Banner>
          <Peers recipients={state.recipients} seats={state.seats} text={text} />
        </>
      );
    case "connected":
    case "transferring":
      return <Peers recipients={state.recipients} seats={state.seats} text={text} />;
    case "done": {
      const [only] = servedOf(state.recipients);
      return state.seats === 1 ? <PathBadge path={only?.path} text={common} /> : null;
    }
    default:
      return null;
  }
}

function noticeWords(
  { notice, recipients }: Extract<SenderState, { kind: "waiting" }>,
  { sender }: Catalogue,
): string {
  if (notice !== undefined) return sender[notice];
  return recipients.length > 0 ? sender.recipients.nobodyNow : sender.nobodyYet;
}
