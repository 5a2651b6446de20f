import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Catalogue } from "../i18n/catalogue.ts";
import type { Language } from "../i18n/language.ts";
import { isPresent, type Receiver, servedOf } from "./recipients.ts";
import { isResuming, type SenderState } from "./sender_state.ts";
import { type Progress, totalSize } from "../facts/transfer_facts.ts";
import { Banner } from "../parts/Banner.tsx";
import { Digest } from "../parts/Digest.tsx";
import { FailureNotice } from "../parts/FailureNotice.tsx";
import { FileList } from "./intake/FileList.tsx";
import { FilePicker } from "./FilePicker.tsx";
import { LinkBox } from "../parts/LinkBox.tsx";
import { PathBadge } from "../parts/PathBadge.tsx";
import { PauseButton, PauseNotice } from "../parts/PauseControl.tsx";
import { Peers } from "./Peers.tsx";
import { ProgressBar } from "../parts/ProgressBar.tsx";
import { Pulse } from "../parts/Pulse.tsx";
import { SenderReceivers } from "./SenderReceivers.tsx";
import { SenderResume } from "./SenderResume.tsx";
import type { SenderActions } from "./SenderView.tsx";
import type { PageIntake } from "./intake/use_file_intake.ts";

/** Props of {@linkcode SenderPanel}. */
export interface SenderPanelProps {
  readonly state: SenderState;
  readonly progress: ReadonlySignal<Progress>;
  /** Of the receiver on one place. */
  readonly progressOf: (number: number) => ReadonlySignal<Progress>;
  /** How many may receive what is shared next. */
  readonly places: number;
  readonly intake: PageIntake;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: SenderActions;
}

/** What the sender can do in a state. */
export function SenderPanel(props: SenderPanelProps) {
  const { state, progress, progressOf, places, intake, text, language, actions } = props;
  const { common, sender } = text;
  const list = <FileList files={state.files} text={common} language={language} />;
  const again = (
    <button type="button" class="button-quiet" data-action="reset" onClick={actions.reset}>
      {sender.again}
    </button>
  );
  const receivers = "places" in state && state.places > 1 && (
    <SenderReceivers
      receivers={state.receivers}
      progressOf={progressOf}
      totalBytes={totalSize(state.files)}
      text={text}
      language={language}
      actions={actions}
    />
  );
  switch (state.kind) {
    case "loading":
      if (isResuming(state)) {
        return (
          <SenderResume
            state={state}
            intake={intake}
            text={text}
            language={language}
            actions={actions}
          />
        );
      }
      if (state.step === "finding") return <Pulse />;
      if (state.step === "returning") {
        return (
          <>
            <Pulse />
            {list}
            <CancelButton label={common.cancel} cancel={actions.cancel} />
          </>
        );
      }
      return (
        <FilePicker
          files={state.files}
          creating={state.step === "creating"}
          places={places}
          intake={intake}
          text={text}
          language={language}
          actions={actions}
        />
      );
    case "waiting":
    case "connected":
    case "transferring": {
      const [only] = state.receivers;
      if (state.places === 1 && only && isPresent(only)) {
        return (
          <OneReceiver
            receiver={only}
            progress={progress}
            list={list}
            totalBytes={totalSize(state.files)}
            text={text}
            language={language}
            actions={actions}
          />
        );
      }
      const taken = state.receivers.filter(isPresent).length + servedOf(state.receivers).length;
      return (
        <>
          {receivers}
          {taken < state.places && (
            <LinkBox
              link={state.link}
              text={sender}
              copyLink={actions.copyLink}
              shareLink={actions.shareLink}
            />
          )}
          {list}
          {state.places === 1
            ? <CancelButton label={common.cancel} cancel={actions.cancel} />
            : (
              <div class="actions">
                <button
                  type="button"
                  class="button-quiet"
                  data-action="stop"
                  onClick={actions.stop}
                >
                  {sender.receivers.stop}
                </button>
              </div>
            )}
        </>
      );
    }
    case "done":
      return (
        <>
          {receivers}
          {list}
          <Digest digest={state.digest} text={common} />
          <div class="actions">{again}</div>
        </>
      );
    case "failed":
      return (
        <>
          <FailureNotice
            failure={state.failure}
            text={text}
            language={language}
            retry={actions.retry}
          >
            {again}
          </FailureNotice>
          {receivers}
          {state.files.length > 0 && list}
        </>
      );
  }
}

interface OneReceiverProps extends Pick<SenderPanelProps, "progress" | "text" | "language"> {
  readonly receiver: Extract<Receiver, { kind: "connected" | "transferring" }>;
  readonly list: ComponentChildren;
  readonly totalBytes: number;
  readonly actions: Pick<SenderActions, "pause" | "resume" | "cancel">;
}

/** The only receiver that may be, which is what the page is about. */
function OneReceiver(props: OneReceiverProps) {
  const { receiver, progress, list, totalBytes, text: { common }, language, actions } = props;
  const interrupted = receiver.interrupted && <Banner tone="warn">{common.interrupted}</Banner>;
  if (receiver.kind === "connected") {
    return (
      <>
        {interrupted}
        {list}
        <CancelButton label={common.cancel} cancel={actions.cancel} />
      </>
    );
  }
  const { pausedBy } = receiver;
  return (
    <>
      {interrupted}
      <PauseNotice pausedBy={pausedBy} text={common} />
      <ProgressBar
        progress={progress}
        totalBytes={totalBytes}
        paused={pausedBy.size > 0}
        text={common}
        language={language}
      />
      {list}
      <CancelButton label={common.cancel} cancel={actions.cancel}>
        <PauseButton
          pausedBy={pausedBy}
          text={common}
          pause={() => actions.pause()}
          resume={() => actions.resume()}
        />
      </CancelButton>
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
          <Peers receivers={state.receivers} places={state.places} text={text} />
        </>
      );
    case "connected":
    case "transferring":
      return <Peers receivers={state.receivers} places={state.places} text={text} />;
    case "done": {
      const [only] = servedOf(state.receivers);
      return state.places === 1 ? <PathBadge path={only?.path} text={common} /> : null;
    }
    default:
      return null;
  }
}

function noticeWords(
  { notice, receivers }: Extract<SenderState, { kind: "waiting" }>,
  { sender }: Catalogue,
): string {
  switch (notice) {
    case "server-lost":
      return sender.serverLost;
    case "receiver-left":
      return sender.receiverLeft;
    case "introducing":
      return sender.introducing;
    case "unreachable":
      return sender.receivers.unreachable;
    case undefined:
      return receivers.length > 0 ? sender.receivers.nobodyNow : sender.nobodyYet;
  }
}

interface CancelButtonProps {
  readonly label: string;
  readonly cancel: () => void;
  /** What else can be done, before it. */
  readonly children?: ComponentChildren;
}

function CancelButton({ label, cancel, children }: CancelButtonProps) {
  return (
    <div class="actions">
      {children}
      <button type="button" class="button-quiet" data-action="cancel" onClick={cancel}>
        {label}
      </button>
    </div>
  );
}
