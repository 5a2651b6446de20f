import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Catalogue } from "../i18n/catalogue.ts";
import type { Language } from "../i18n/language.ts";
import { isResuming, type SenderState } from "../sender_state.ts";
import { type Progress, totalSize } from "../transfer_facts.ts";
import { Banner } from "./Banner.tsx";
import { Digest } from "./Digest.tsx";
import { FailureNotice } from "./FailureNotice.tsx";
import { FileList } from "./FileList.tsx";
import { FilePicker } from "./FilePicker.tsx";
import { LinkBox } from "./LinkBox.tsx";
import { PathBadge } from "./PathBadge.tsx";
import { PauseButton, PauseNotice } from "./PauseControl.tsx";
import { Peers } from "./Peers.tsx";
import { ProgressBar } from "./ProgressBar.tsx";
import { Pulse } from "./Pulse.tsx";
import { SenderResume } from "./SenderResume.tsx";
import type { SenderActions } from "./SenderView.tsx";
import type { FileIntake } from "./use_file_intake.ts";

/** Props of {@linkcode SenderPanel}. */
export interface SenderPanelProps {
  readonly state: SenderState;
  readonly progress: ReadonlySignal<Progress>;
  readonly intake: FileIntake;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: SenderActions;
}

/** What the sender can do in a state. */
export function SenderPanel(
  { state, progress, intake, text, language, actions }: SenderPanelProps,
) {
  const { common, sender } = text;
  const list = <FileList files={state.files} text={common} language={language} />;
  const again = (
    <button type="button" class="button-quiet" data-action="reset" onClick={actions.reset}>
      {sender.again}
    </button>
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
          intake={intake}
          text={text}
          language={language}
          actions={actions}
        />
      );
    case "waiting":
      return (
        <>
          <LinkBox
            link={state.link}
            text={sender}
            copyLink={actions.copyLink}
            shareLink={actions.shareLink}
          />
          {list}
          <CancelButton label={common.cancel} cancel={actions.cancel} />
        </>
      );
    case "connected":
      return (
        <>
          {state.interrupted && <Banner tone="warn">{common.interrupted}</Banner>}
          {list}
          <CancelButton label={common.cancel} cancel={actions.cancel} />
        </>
      );
    case "transferring":
      return (
        <>
          {state.interrupted && <Banner tone="warn">{common.interrupted}</Banner>}
          <PauseNotice pausedBy={state.pausedBy} text={common} />
          <ProgressBar
            progress={progress}
            totalBytes={totalSize(state.files)}
            paused={state.pausedBy.size > 0}
            text={common}
            language={language}
          />
          {list}
          <CancelButton label={common.cancel} cancel={actions.cancel}>
            <PauseButton
              pausedBy={state.pausedBy}
              text={common}
              pause={actions.pause}
              resume={actions.resume}
            />
          </CancelButton>
        </>
      );
    case "done":
      return (
        <>
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
          {state.files.length > 0 && list}
        </>
      );
  }
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
            {state.notice === "server-lost"
              ? sender.serverLost
              : state.notice === "receiver-left"
              ? sender.receiverLeft
              : state.notice === "introducing"
              ? sender.introducing
              : sender.nobodyYet}
          </Banner>
          <Peers connected={false} path={undefined} text={text} />
        </>
      );
    case "connected":
    case "transferring":
      return <Peers connected path={state.path} text={text} />;
    case "done":
      return <PathBadge path={state.path} text={common} />;
    default:
      return null;
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
