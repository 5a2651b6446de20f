import { type ReadonlySignal, useComputed } from "@preact/signals";
import { formatPercent, percentOf } from "../format.ts";
import type { Catalogue, Heading } from "../i18n/catalogue.ts";
import { plural } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import type { SenderState } from "../sender_state.ts";
import type { Progress } from "../transfer_facts.ts";
import { explain } from "./FailureNotice.tsx";
import { SenderAside, SenderPanel } from "./SenderPanels.tsx";
import { Stage } from "./Stage.tsx";
import { useFileIntake } from "./use_file_intake.ts";
import { usePageTitle } from "./use_page_title.ts";

/** What the sender's page can ask for. */
export interface SenderActions {
  /** Adds files to the list. */
  choose(files: File[]): void;
  /** Takes the file at an index of the list out again. */
  remove(index: number): void;
  share(): void;
  /** Copies the link; `false` where the browser didn't let it. */
  copyLink(): Promise<boolean>;
  /** Opens the system's share sheet; left out where there is none. */
  shareLink?: (() => void) | undefined;
  cancel(): void;
  retry(): void;
  /** Back to choosing. */
  reset(): void;
}

/** Props of {@linkcode SenderView}. */
export interface SenderViewProps {
  readonly state: ReadonlySignal<SenderState>;
  readonly progress: ReadonlySignal<Progress>;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: SenderActions;
}

/** The sender's page: choose, share, wait, send, done or failed. */
export function SenderView({ state, progress, text, language, actions }: SenderViewProps) {
  const percent = useComputed(() => percentOf(progress.value.doneBytes, progress.value.totalBytes));
  const announcement = useComputed(() => {
    const tenth = Math.floor(percent.value / 10) * 10;
    return state.value.kind === "transferring" && tenth > 0
      ? formatPercent(language, tenth)
      : headingOf(state.value, text, language).lead;
  });
  usePageTitle(useComputed(() => {
    if (state.value.kind === "loading") return text.sender.pageTitle;
    const { title } = headingOf(state.value, text, language);
    return state.value.kind === "transferring"
      ? `${formatPercent(language, percent.value)} ${title} – FileFrag`
      : `${title} – FileFrag`;
  }));

  const current = state.value;
  const intake = useFileIntake(
    current.kind === "loading" && !current.creating,
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
      aside={<SenderAside state={current} text={text} />}
    >
      <SenderPanel
        state={current}
        progress={progress}
        intake={intake}
        text={text}
        language={language}
        actions={actions}
      />
    </Stage>
  );
}

function headingOf(state: SenderState, text: Catalogue, language: Language): Heading {
  const { sender } = text;
  switch (state.kind) {
    case "loading":
      return state.files.length === 0 ? sender.empty : sender.chosen;
    case "failed":
      return explain(text, state.failure);
    case "done":
      return {
        title: sender.done.title,
        lead: plural(language, sender.done.lead, state.files.length),
      };
    default:
      return sender[state.kind];
  }
}

/** A reload loses the chosen files and the link. */
function nothingAtRisk(state: SenderState): boolean {
  return state.kind === "done" || state.kind === "loading" && state.files.length === 0;
}
