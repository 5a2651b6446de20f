import { useEffect, useRef } from "preact/hooks";
import type { SenderText } from "../i18n/catalogue.ts";

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
  const input = useRef<HTMLInputElement>(null);

  function take(): void {
    const { current } = input;
    if (current === null || current.files === null || current.files.length === 0) return;
    const files = [...current.files];
    // Without this, choosing the same file again after removing it would be no change.
    current.value = "";
    onFiles(files);
  }

  // Files chosen before the script was there have fired their event into the void.
  useEffect(take, []);

  return (
    <label class={compact ? "drop drop-compact" : "drop"} data-active={active}>
      <input
        class="visually-hidden"
        type="file"
        multiple
        data-part="files"
        ref={input}
        onChange={take}
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
