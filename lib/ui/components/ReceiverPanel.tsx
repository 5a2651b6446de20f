import type { ReadonlySignal } from "@preact/signals";
import { formatBytes } from "../format.ts";
import type { Catalogue, ReceiverText } from "../i18n/catalogue.ts";
import { fill } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import type { ReceiverState } from "../receiver_state.ts";
import { type ListedFile, type Progress, type SavedFile, totalSize } from "../transfer_facts.ts";
import { Banner } from "./Banner.tsx";
import { Digest } from "./Digest.tsx";
import { FailureNotice } from "./FailureNotice.tsx";
import { FileList, type FileRow } from "./FileList.tsx";
import { ProgressBar } from "./ProgressBar.tsx";
import { PauseButton, PauseNotice } from "./PauseControl.tsx";
import { Pulse } from "./Pulse.tsx";
import type { ReceiverActions } from "./ReceiverView.tsx";

/** Props of {@linkcode ReceiverPanel}. */
export interface ReceiverPanelProps {
  readonly state: ReceiverState;
  readonly progress: ReadonlySignal<Progress>;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: ReceiverActions;
}

/** What the receiver can do in a state. */
export function ReceiverPanel({ state, progress, text, language, actions }: ReceiverPanelProps) {
  const { common, receiver } = text;
  const sendYours = <a class="button-quiet" href="/">{receiver.sendYours}</a>;
  switch (state.kind) {
    case "loading":
    case "waiting":
      return <Pulse />;
    case "connected":
      return (
        <>
          {state.interrupted && <Banner tone="warn">{common.interrupted}</Banner>}
          <FileList files={state.files} text={common} language={language} />
          <div class="actions">
            <button
              type="button"
              class="button button-wide"
              data-action="receive"
              onClick={actions.receive}
            >
              {receiver.receive}
            </button>
            <button
              type="button"
              class="button-quiet"
              data-action="cancel"
              onClick={actions.cancel}
            >
              {receiver.decline}
            </button>
          </div>
          <p class="hint">{receiver.trust}</p>
        </>
      );
    case "transferring":
      return (
        <>
          {state.interrupted && <Banner tone="warn">{common.interrupted}</Banner>}
          <PauseNotice pausedBy={state.pausedBy} text={common} />
          <Continuation state={state} text={receiver} language={language} />
          <ProgressBar
            progress={progress}
            totalBytes={totalSize(state.files)}
            paused={state.pausedBy.size > 0}
            text={common}
            language={language}
          />
          <FileList
            files={withLinks(state.files, state.saved)}
            text={common}
            language={language}
            saveLabel={receiver.save}
          />
          <div class="actions">
            <PauseButton
              pausedBy={state.pausedBy}
              text={common}
              pause={actions.pause}
              resume={actions.resume}
            />
            <button
              type="button"
              class="button-quiet"
              data-action="cancel"
              onClick={actions.cancel}
            >
              {common.cancel}
            </button>
          </div>
        </>
      );
    case "done":
      return (
        <>
          <FileList
            files={state.saved}
            text={common}
            language={language}
            saveLabel={receiver.save}
          />
          <Digest digest={state.digest} text={common} />
          <div class="actions">{sendYours}</div>
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
            {sendYours}
          </FailureNotice>
          {state.saved.length > 0 && (
            <>
              <p>{receiver.savedBeforeFailure}</p>
              <FileList
                files={state.saved}
                text={common}
                language={language}
                saveLabel={receiver.save}
              />
            </>
          )}
        </>
      );
  }
}

/** Props of {@linkcode Continuation}. */
interface ContinuationProps {
  readonly state: Extract<ReceiverState, { readonly kind: "transferring" }>;
  readonly text: ReceiverText;
  readonly language: Language;
}

/** Says that a transfer goes on, and from where; nothing where it is a new one. */
function Continuation({ state, text, language }: ContinuationProps) {
  const { heldBytes, isContinued } = state;
  if (!isContinued || heldBytes === 0) return null;
  if (heldBytes === undefined) return <Banner tone="busy">{text.checking}</Banner>;
  return (
    <p class="hint" data-held-bytes={heldBytes}>
      {fill(text.continued, { held: formatBytes(language, heldBytes) })}
    </p>
  );
}

/** The offered files, those that are whole with their link. Files of one name are told apart by order. */
function withLinks(files: readonly ListedFile[], saved: readonly SavedFile[]): FileRow[] {
  const urls = new Map<string, string[]>();
  for (const file of saved) {
    const key = keyOf(file);
    const same = urls.get(key);
    if (same === undefined) urls.set(key, [file.url]);
    else same.push(file.url);
  }
  return files.map((file) => ({ ...file, url: urls.get(keyOf(file))?.shift() }));
}

function keyOf({ name, size }: ListedFile): string {
  return `${size} ${name}`;
}
