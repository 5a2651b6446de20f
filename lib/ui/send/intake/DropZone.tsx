import type { SenderText } from "../../i18n/catalogue.ts";
import { useChosenFiles } from "./use_chosen_files.ts";

/** Props of {@linkcode DropZone}. */
export interface DropZoneProps {
  readonly text: Pick<SenderText, "dropHere" | "dropNow" | "choose" | "addMore" | "pasteHint">;
  /** A single row, once files are listed under it. */
  readonly compact: boolean;
  /** Files are being dragged over the page. */
  readonly active: boolean;
  readonly onFiles: (files: File[]) => void;
}

/** Where files are chosen. Dropping, also of folders, works on the whole page; this shows that it does. */
export function DropZone({ text, compact, active, onFiles }: DropZoneProps) {
  const input = useChosenFiles(onFiles);

  return (
    <label class={compact ? "drop drop-compact" : "drop"} data-active={active}>
      <input
        class="visually-hidden"
        type="file"
        multiple
        data-part="files"
        {...input}
      />
      <svg class="drop-mark" viewBox="0 0 96 72" aria-hidden="true">
        <path class="tile" d="M6 30h18v18H6zM26 30h18v18H26zM6 50h18v18H6zM26 50h18v18H26z" />
        <path class="tile tile-moving" d="M50 18h18v18H50z" />
        <path class="tile tile-far" d="M74 4h16v16H74z" />
      </svg>
      <span class="drop-words">
        {!compact && <strong>{active ? text.dropNow : text.dropHere}</strong>}
        <span class={compact ? "drop-button button-quiet" : "drop-button button"}>
          {compact ? (active ? text.dropNow : text.addMore) : text.choose}
        </span>
        {!compact && <small>{text.pasteHint}</small>}
      </span>
    </label>
  );
}
