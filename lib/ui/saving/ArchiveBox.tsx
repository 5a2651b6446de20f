import type { ReadonlySignal } from "@preact/signals";
import type { Localized } from "../i18n/catalogue.ts";
import { fill } from "../i18n/fill.ts";
import type { Archive, Progress } from "../facts/transfer_facts.ts";
import { ProgressBar } from "../parts/ProgressBar.tsx";
import { Action } from "../parts/Action.tsx";

/** Props of {@linkcode ArchiveBox}. */
export interface ArchiveBoxProps extends Localized {
  readonly archive: Archive;
  readonly progress: ReadonlySignal<Progress>;
  readonly totalBytes: number;
  readonly actions: { readonly pack: () => void; readonly cancel: () => void };
}

/** All received files as one: how far it is, its link, or another try. */
export function ArchiveBox(props: ArchiveBoxProps) {
  const { archive, progress, totalBytes, text, language, actions } = props;
  const { archive: words } = text.receiver;
  const remark = archive.kind === "ready"
    ? fill(words.ready, { name: archive.name })
    : words[archive.kind];
  const isMissing = archive.kind !== "packing" && archive.kind !== "ready";
  return (
    <div class="archive" data-archive={archive.kind}>
      <p role={isMissing ? "status" : undefined}>{remark}</p>
      {archive.kind === "packing" && (
        <ProgressBar
          progress={progress}
          totalBytes={totalBytes}
          text={text}
          language={language}
        />
      )}
      <div class="actions">
        {archive.kind === "packing" && (
          <Action name="cancel" run={actions.cancel}>{words.stop}</Action>
        )}
        {archive.kind === "ready" && (
          <a
            class="button"
            data-part="save-all"
            data-size={archive.size}
            href={archive.url}
            download={archive.name}
          >
            {words.save}
          </a>
        )}
        {isMissing && <Action name="pack" run={actions.pack}>{words.pack}</Action>}
      </div>
    </div>
  );
}
