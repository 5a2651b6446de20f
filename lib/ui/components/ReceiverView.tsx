import { type ReadonlySignal, useComputed } from "@preact/signals";
import { formatPercent, percentOf } from "../format.ts";
import type { Catalogue, Heading } from "../i18n/catalogue.ts";
import { plural } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import { isMoving, type ReceiverState } from "../receiver_state.ts";
import type { Progress } from "../transfer_facts.ts";
import type { NetworkModel } from "../connectivity_model.ts";
import { type ConnectivityMoment, momentOfFailure } from "../connectivity_failure.ts";
import { Connectivity } from "./Connectivity.tsx";
import { explain } from "./FailureNotice.tsx";
import { PathBadge } from "./PathBadge.tsx";
import { pauseWords } from "./PauseControl.tsx";
import { ReceiverPanel } from "./ReceiverPanel.tsx";
import { Stage } from "./Stage.tsx";
import { usePageDrop } from "./use_page_drop.ts";
import { usePageTitle } from "./use_page_title.ts";
import { useWakeLock } from "./use_wake_lock.ts";

/** What the receiver's page can ask for. */
export interface ReceiverActions {
  receive(): void;
  pause(): void;
  resume(): void;
  cancel(): void;
  retry(): void;
}

/** Props of {@linkcode ReceiverView}. */
export interface ReceiverViewProps {
  readonly state: ReadonlySignal<ReceiverState>;
  readonly progress: ReadonlySignal<Progress>;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: ReceiverActions;
  /** What is known of the network; missing where a view is shown by itself. */
  readonly network?: NetworkModel;
}

/** The receiver's page: connect, see the offer, receive, done or failed. */
export function ReceiverView(props: ReceiverViewProps) {
  const { state, progress, text, language, actions, network } = props;
  const percent = useComputed(() => percentOf(progress.value.doneBytes, progress.value.totalBytes));
  const announcement = useComputed(() => {
    const tenth = Math.floor(percent.value / 10) * 10;
    const paused = "pausedBy" in state.value && pauseWords(state.value.pausedBy, text.common);
    if (paused) return paused;
    if (state.value.kind === "transferring" && tenth > 0) return formatPercent(language, tenth);
    const { title, lead } = headingOf(state.value, text, language);
    return state.value.kind === "connected" ? title : lead;
  });
  usePageTitle(useComputed(() => {
    if (state.value.kind === "loading") return text.receiver.pageTitle;
    const { title } = headingOf(state.value, text, language);
    return state.value.kind === "transferring"
      ? `${formatPercent(language, percent.value)} ${title} – FileFrag`
      : `${title} – FileFrag`;
  }));
  usePageDrop(undefined);
  useWakeLock(useComputed(() => isMoving(state.value)));

  const current = state.value;
  return (
    <Stage
      island="receiver"
      state={current.kind}
      reason={current.kind === "failed" ? current.failure.reason : undefined}
      heading={headingOf(current, text, language)}
      announcement={announcement}
      language={language}
      switchLanguage={nothingAtRisk(current) ? text.common.switchLanguage : undefined}
      aside={
        <>
          {"path" in current && <PathBadge path={current.path} text={text.common} />}
          <Connectivity
            model={network}
            moment={momentOf(current)}
            choice={nothingAtRisk(current) ? "now" : undefined}
            text={text.common.connectivity}
          />
        </>
      }
    >
      <ReceiverPanel
        state={current}
        progress={progress}
        text={text}
        language={language}
        actions={actions}
      />
    </Stage>
  );
}

function momentOf(state: ReceiverState): ConnectivityMoment | undefined {
  if (state.kind === "failed") return momentOfFailure(state.failure);
  return state.kind === "waiting" ? "waiting" : undefined;
}

function headingOf(state: ReceiverState, text: Catalogue, language: Language): Heading {
  const { receiver } = text;
  switch (state.kind) {
    case "loading":
      return receiver.loading;
    case "waiting":
      return state.notice === "sender-away"
        ? receiver.senderAway
        : state.notice === "server-lost"
        ? receiver.serverLost
        : receiver.introducing;
    case "connected":
      return {
        title: plural(language, receiver.connected.title, state.files.length),
        lead: receiver.connected.lead,
      };
    case "transferring":
      return receiver.transferring;
    case "done":
      return {
        title: receiver.done.title,
        lead: plural(language, receiver.done.lead, state.saved.length),
      };
    case "failed":
      return explain(text, state.failure);
  }
}

/** A reload loses received files that weren't saved, and interrupts a running transfer. */
function nothingAtRisk(state: ReceiverState): boolean {
  switch (state.kind) {
    case "transferring":
    case "done":
      return false;
    case "failed":
      return state.saved.length === 0;
    default:
      return true;
  }
}
