import type { Catalogue } from "../i18n/catalogue.ts";
import type { Language } from "../i18n/language.ts";
import type { ListedFile } from "../transfer_facts.ts";
import { Banner } from "./Banner.tsx";
import { DropZone } from "./DropZone.tsx";
import { FileList } from "./FileList.tsx";
import type { SenderActions } from "./SenderView.tsx";
import type { FileIntake } from "./use_file_intake.ts";

/** Props of {@linkcode FilePicker}. */
export interface FilePickerProps {
  readonly files: readonly ListedFile[];
  /** The link is being made: the list is closed. */
  readonly creating: boolean;
  readonly intake: FileIntake;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: Pick<SenderActions, "remove" | "share">;
}

/** Choosing files: the drop zone, the list so far, and the button that shares it. */
export function FilePicker({ files, creating, intake, text, language, actions }: FilePickerProps) {
  const { sender, common } = text;

  return (
    <>
      {!creating && (
        <DropZone
          text={sender}
          compact={files.length > 0}
          active={intake.dragging.value}
          onFiles={intake.take}
        />
      )}
      {intake.foldersSkipped.value && <Banner tone="warn">{sender.noFolders}</Banner>}
      {files.length > 0 && (
        <>
          <FileList
            files={files}
            text={common}
            language={language}
            remove={creating ? undefined : { label: sender.remove, run: actions.remove }}
          />
          <div class="actions">
            <button
              type="button"
              class="button button-wide"
              data-action="share"
              aria-disabled={creating}
              onClick={() => creating || actions.share()}
            >
              {creating ? sender.creating : sender.share}
            </button>
          </div>
        </>
      )}
    </>
  );
}
