import { useComputed } from "@preact/signals";
import { formatPercent, percentOf } from "../parts/format.ts";
import type { Catalogue, Localized, SenderText } from "../i18n/catalogue.ts";
import type { Heading } from "../i18n/wording.ts";
import { fill, plural } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import { countFiles } from "./intake/listed_items.ts";
import { type Recipient, servedOf } from "./recipients.ts";
import { isResuming, type SenderState } from "./sender_state.ts";
import type { SenderModel } from "./sender_model.ts";
import type { SenderActions } from "./sender_actions.ts";
import type { NetworkModel } from "../network/connectivity_model.ts";
import { momentOf } from "../network/connectivity_moment.ts";
import { Connectivity } from "../network/Connectivity.tsx";
import { explain } from "../parts/FailureNotice.tsx";
import { pauseWords } from "../parts/pause_words.ts";
import { SenderAside, SenderPanel } from "./SenderPanels.tsx";
import { refusalWords } from "./SenderResume.tsx";
import { Stage } from "../parts/Stage.tsx";
import { useFileIntake } from "./intake/use_file_intake.ts";
import { usePageTitle } from "../parts/use_page_title.ts";
import { useWakeLock } from "../parts/use_wake_lock.ts";

/** Props of {@linkcode SenderView}. */
export interface SenderViewProps
  extends Localized, Pick<SenderModel, "state" | "progress" | "progressOf" | "seats"> {
  readonly actions: SenderActions;
  /** What is known of the network; missing where a view is shown by itself. */
  readonly network?: NetworkModel;
}

/** The sender's page: choose, share, wait, send, done or failed. */
export function SenderView(props: SenderViewProps) {
  const { state, progress, text, language, actions, network } = props;
  const percent = useComputed(() => percentOf(progress.value.doneBytes, progress.value.totalBytes));
  const announcement = useComputed(() => {
    const tenth = Math.floor(percent.value / 10) * 10;
    const words = remarkOf(state.value, text);
    if (words !== undefined) return words;
    return state.value.kind === "transferring" && tenth > 0
      ? formatPercent(language, tenth)
      : headingOf(state.value, text, language).lead;
  });
  usePageTitle(() => {
    if (isChoosing(state.value)) return text.sender.pageTitle;
    const { title } = headingOf(state.value, text, language);
    return state.value.kind === "transferring"
      ? `${formatPercent(language, percent.value)} ${title} – FileFrag`
      : `${title} – FileFrag`;
  });

  const current = state.value;
  useWakeLock(current.kind === "transferring" && current.recipients.some(isMoving));
  const intake = useFileIntake(
    isChoosing(current) || isResuming(current),
    actions.choose,
  );
  return (
    <Stage
      island="sender"
      state={current.kind}
      reason={current.kind === "failed" ? current.failure.reason : undefined}
      heading={headingOf(current, text, language)}
      announcement={announcement}
      language={language}
      switchLanguage={nothingAtRisk(current) ? text.common.switchLanguage : undefined}
      aside={
        <>
          <SenderAside state={current} text={text} />
          <Connectivity
            model={network}
            moment={momentOf(current)}
            choice={isMet(current) ? undefined : "next"}
            text={text.common.connectivity}
          />
        </>
      }
    >
      <SenderPanel {...props} state={current} seats={props.seats.value} intake={intake} />
    </Stage>
  );
}

/** Whoever is connected knows the address, or doesn't. */
function isMet({ kind }: SenderState): boolean {
  return kind === "connected" || kind === "transferring" || kind === "done";
}

function headingOf(state: SenderState, text: Catalogue, language: Language): Heading {
  const { sender } = text;
  switch (state.kind) {
    case "loading":
      return loadingHeading(state, sender);
    case "failed":
      return explain(text, state.failure);
    case "done":
      if (state.seats > 1) {
        const { title, lead } = sender.recipients.several.done;
        return { title, lead: plural(language, lead, servedOf(state.recipients).length) };
      }
      return {
        title: sender.done.title,
        lead: plural(language, sender.done.lead, countFiles(state.files)),
      };
    default: {
      if (state.seats === 1) return sender[state.kind];
      const { title, lead } = sender.recipients.several[state.kind];
      return { title, lead: fill(lead, { count: state.seats }) };
    }
  }
}

function isMoving(recipient: Recipient): boolean {
  return recipient.kind === "transferring" && recipient.pausedBy.size === 0;
}

function loadingHeading(
  state: Extract<SenderState, { kind: "loading" }>,
  text: SenderText,
): Heading {
  switch (state.step) {
    case "choosing":
    case "creating":
      if (state.files.length > 0) return text.chosen;
      return state.isUnknown ? { ...text.empty, lead: text.unknownAddress } : text.empty;
    case "resuming": {
      const { title, chooseLead, reopenLead } = text.resuming;
      return { title, lead: state.canPermit ? reopenLead : chooseLead };
    }
    default:
      return text[state.step];
  }
}

/** What a screen reader should say besides the heading; it is seen in the panel. */
function remarkOf(state: SenderState, { common, sender }: Catalogue): string | undefined {
  if (isResuming(state)) return state.refusal && refusalWords(state.refusal, sender);
  if (state.kind !== "transferring" || state.seats > 1) return undefined;
  const [only] = state.recipients;
  return only?.kind === "transferring" ? pauseWords(only.pausedBy, common) : undefined;
}

function isChoosing(state: SenderState): boolean {
  return state.kind === "loading" && state.step === "choosing";
}

/** A reload loses the chosen files. */
function nothingAtRisk(state: SenderState): boolean {
  return state.kind === "done" || isChoosing(state) && state.files.length === 0;
}
