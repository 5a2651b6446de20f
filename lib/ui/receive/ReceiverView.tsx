import { useComputed } from "@preact/signals";
import { formatPercent, percentOf } from "../parts/format.ts";
import type { Catalogue, Localized, ReceiverText } from "../i18n/catalogue.ts";
import type { Heading } from "../i18n/wording.ts";
import { plural } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import { isFolderName, needsArchive } from "../saving/offered_files.ts";
import type { ReceiverModel } from "./receiver_model.ts";
import type { ReceiverState } from "./receiver_state.ts";
import type { ListedFile } from "../facts/transfer_facts.ts";
import type { NetworkModel } from "../network/connectivity_model.ts";
import { momentOf } from "../network/connectivity_moment.ts";
import { Connectivity } from "../network/Connectivity.tsx";
import { explain } from "../parts/FailureNotice.tsx";
import { PathBadge } from "../parts/PathBadge.tsx";
import { pauseWords } from "../parts/pause_words.ts";
import type { ReceiverActions } from "./receiver_actions.ts";
import { ReceiverPanel } from "./ReceiverPanel.tsx";
import { Stage } from "../parts/Stage.tsx";
import { useNoDrops } from "../parts/use_no_drops.ts";
import { usePageTitle } from "../parts/use_page_title.ts";

/** Props of {@linkcode ReceiverView}. */
export interface ReceiverViewProps
  extends Localized, Pick<ReceiverModel, "state" | "progress" | "extras"> {
  readonly actions: ReceiverActions;
  /** What is known of the network; missing where a view is shown by itself. */
  readonly network?: NetworkModel;
}

/** The receiver's page: connect, see the offer, receive, done or failed. */
export function ReceiverView(props: ReceiverViewProps) {
  const { state, progress, text, language, network } = props;
  const percent = useComputed(() => percentOf(progress.value.doneBytes, progress.value.totalBytes));
  const announcement = useComputed(() => {
    const tenth = Math.floor(percent.value / 10) * 10;
    const paused = "pausedBy" in state.value && pauseWords(state.value.pausedBy, text.common);
    if (paused) return paused;
    if (state.value.kind === "transferring" && tenth > 0) return formatPercent(language, tenth);
    const { title, lead } = headingOf(state.value, text, language);
    return state.value.kind === "connected" ? title : lead;
  });
  usePageTitle(() => {
    if (state.value.kind === "loading") return text.receiver.pageTitle;
    const { title } = headingOf(state.value, text, language);
    return state.value.kind === "transferring"
      ? `${formatPercent(language, percent.value)} ${title} – FileFrag`
      : `${title} – FileFrag`;
  });
  useNoDrops();

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
      <ReceiverPanel {...props} state={current} />
    </Stage>
  );
}

function headingOf(state: ReceiverState, text: Catalogue, language: Language): Heading {
  const { receiver } = text;
  switch (state.kind) {
    case "loading":
      return receiver.loading;
    case "waiting":
      return receiver[state.notice];
    case "connected":
      return {
        title: plural(language, receiver.connected.title, fileCount(state.files)),
        lead: receiver.connected.lead,
      };
    case "transferring":
      return state.destination === undefined && !needsArchive(state.files)
        ? receiver.transferring
        : { ...receiver.transferring, lead: receiver.keepOpen };
    case "done":
      return {
        title: receiver.done.title,
        lead: plural(language, doneLead(state, receiver), fileCount(state.saved)),
      };
    case "failed":
      return explain(text, state.failure);
  }
}

/** Empty folders aren't counted. */
function fileCount(files: readonly ListedFile[]): number {
  return files.reduce((count, { name }) => count + (isFolderName(name) ? 0 : 1), 0);
}

/** Where the files are differs. */
function doneLead(state: Extract<ReceiverState, { readonly kind: "done" }>, text: ReceiverText) {
  if (state.destination !== undefined) return text.destinationDone;
  const { archive } = state;
  return archive && archive.kind !== "offered" ? text.archiveDone : text.done.lead;
}

/** A reload loses received files that weren't saved, and interrupts a running transfer. */
function nothingAtRisk(state: ReceiverState): boolean {
  switch (state.kind) {
    case "transferring":
      return false;
    case "done":
      return state.destination !== undefined;
    case "failed":
      return state.saved.every(({ url }) => url === undefined);
    default:
      return true;
  }
}
