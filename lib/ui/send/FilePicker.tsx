import { useSignal } from "@preact/signals";
import type { Localized } from "../i18n/catalogue.ts";
import type { ListedFile } from "../facts/transfer_facts.ts";
import { sharedFile } from "../../storage/sources/shared_item.ts";
import { DropZone } from "./intake/DropZone.tsx";
import { FileList } from "./intake/FileList.tsx";
import { FolderInput } from "./intake/FolderInput.tsx";
import { IntakeNotices } from "./intake/IntakeNotices.tsx";
import { SeatChoice } from "./SeatChoice.tsx";
import type { SenderActions } from "./sender_actions.ts";
import { TextEntry } from "./intake/TextEntry.tsx";
import type { PageIntake } from "./intake/use_file_intake.ts";

/** Props of {@linkcode FilePicker}. */
export interface FilePickerProps extends Localized {
  readonly files: readonly ListedFile[];
  /** The link is being made: the list is closed. */
  readonly creating: boolean;
  /** How many may receive. */
  readonly seats: number;
  readonly intake: PageIntake;
  readonly actions: Pick<SenderActions, "remove" | "share" | "setSeats">;
}

/** Choosing files: the drop zone, the list so far, and the button that shares it. */
export function FilePicker(props: FilePickerProps) {
  const { files, creating, seats, intake, text, language, actions } = props;
  const { sender } = text;
  const localized = { text, language };
  const takeFiles = (chosen: File[]) => intake.take(chosen.map(sharedFile));
  const hasFolder = useSignal(false);
  const takeFolder = (chosen: File[]) => {
    hasFolder.value = true;
    takeFiles(chosen);
  };
  const isReading = intake.reading.value !== undefined;

  return (
    <>
      {!creating && (
        <>
          <DropZone
            text={sender}
            compact={files.length > 0}
            active={intake.dragging.value}
            onFiles={takeFiles}
          />
          <div class="actions intake-more">
            <FolderInput
              label={sender.chooseFolder}
              onFiles={takeFolder}
              onFolder={intake.takeFolder}
            />
            <TextEntry text={sender} add={intake.addText} />
          </div>
          {hasFolder.value && <p class="hint">{sender.emptyFoldersHint}</p>}
          <IntakeNotices intake={intake} {...localized} />
        </>
      )}
      {files.length > 0 && (
        <>
          <FileList
            files={files}
            {...localized}
            remove={creating ? undefined : { label: sender.remove, run: actions.remove }}
          />
          {!creating && (
            <SeatChoice seats={seats} text={sender.recipients} choose={actions.setSeats} />
          )}
          <div class="actions">
            <button
              type="button"
              class="button button-wide"
              data-action="share"
              aria-disabled={creating || isReading}
              onClick={() => creating || isReading || actions.share()}
            >
              {creating ? sender.creating : sender.share}
            </button>
          </div>
        </>
      )}
    </>
  );
}
