import type { ReadonlySignal } from "@preact/signals";
import type { Catalogue } from "../../i18n/catalogue.ts";
import { fill } from "../../i18n/fill.ts";
import type { Language } from "../../i18n/language.ts";
import type { Archive, Progress } from "../../facts/transfer_facts.ts";
import { ProgressBar } from "../../parts/ProgressBar.tsx";

/** Props of {@linkcode ArchiveBox}. */
export interface ArchiveBoxProps {
  readonly archive: Archive;
  readonly progress: ReadonlySignal<Progress>;
  readonly totalBytes: number;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: { readonly pack: () => void; readonly cancel: () => void };
}

/** All received files as one: how far it is, its link, or another try. */
export function ArchiveBox(props: ArchiveBoxProps) {
  const { archive, progress, totalBytes, text, language, actions } = props;
  const { common, receiver: { archive: words } } = text;
  switch (archive.kind) {
    case "packing":
      return (
        <div class="archive" data-archive={archive.kind}>
          <p>{words.packing}</p>
          <ProgressBar
            progress={progress}
            totalBytes={totalBytes}
            text={common}
            language={language}
          />
          <div class="actions">
            <button
              type="button"
              class="button-quiet"
              data-action="cancel"
              onClick={actions.cancel}
            >
              {words.stop}
            </button>
          </div>
        </div>
      );
    case "ready":
      return (
        <div class="archive" data-archive={archive.kind}>
          <p>{fill(words.ready, { name: archive.name })}</p>
          <div class="actions">
            <a
              class="button"
              data-part="save-all"
              data-size={archive.size}
              href={archive.url}
              download={archive.name}
            >
              {words.save}
            </a>
          </div>
        </div>
      );
    case "failed":
    case "given-up":
      return (
        <div class="archive" data-archive={archive.kind}>
          <p role="status">{archive.kind === "failed" ? words.failed : words.givenUp}</p>
          <div class="actions">
            <button type="button" class="button-quiet" data-action="pack" onClick={actions.pack}>
              {words.pack}
            </button>
          </div>
        </div>
      );
  }
}
