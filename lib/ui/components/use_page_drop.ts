import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { FileHandles } from "../share_keeper.ts";

/** What was dropped or pasted. */
export interface TakenFiles {
  readonly files: File[];
  /** The ways to the files, where the browser gives any. */
  readonly handles: FileHandles;
  /** Folders were among it. */
  readonly foldersSkipped: boolean;
}

/** Takes what was dropped or pasted. */
export type TakeFiles = (taken: TakenFiles) => void;

/**
 * Takes files dropped anywhere on the page or pasted into it. Without `take` they are refused; the
 * page still keeps the browser from opening a dropped file in place of the page, which would end a
 * running transfer.
 *
 * @returns whether files are being dragged over the page and would be taken
 */
export function usePageDrop(
  take: TakeFiles | undefined,
): ReadonlySignal<boolean> {
  const dragging = useSignal(false);
  const latest = useRef(take);
  latest.current = take;

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // The element entered last. Leaving any other one is only moving about inside the page; unlike a
    // counter, this survives elements that disappear while something is dragged over them.
    let entered: EventTarget | null = null;

    function onDragEnter(event: DragEvent): void {
      if (!carriesFiles(event)) return;
      entered = event.target;
      dragging.value = latest.current !== undefined;
    }
    function onDragLeave(event: DragEvent): void {
      if (event.target === entered) dragging.value = false;
    }
    function onDragOver(event: DragEvent): void {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = latest.current === undefined ? "none" : "copy";
    }
    function onDrop(event: DragEvent): void {
      dragging.value = false;
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) hand(latest.current, event.dataTransfer);
    }
    function onPaste(event: ClipboardEvent): void {
      const data = event.clipboardData;
      if (data === null || data.files.length === 0) return;
      event.preventDefault();
      hand(latest.current, data);
    }

    addEventListener("dragenter", onDragEnter, { signal });
    addEventListener("dragleave", onDragLeave, { signal });
    addEventListener("dragover", onDragOver, { signal });
    addEventListener("drop", onDrop, { signal });
    addEventListener("paste", onPaste, { signal });
    return () => listening.abort();
  }, []);

  return dragging;
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

function hand(take: TakeFiles | undefined, data: DataTransfer): void {
  const files: File[] = [];
  const handles = new Map<File, Promise<FileSystemFileHandle | undefined>>();
  let foldersSkipped = false;
  for (const item of data.items) {
    if (item.kind !== "file") continue;
    // A folder also gives a File, but one that can't be read.
    if (item.webkitGetAsEntry()?.isDirectory) {
      foldersSkipped = true;
      continue;
    }
    const file = item.getAsFile();
    if (file === null) continue;
    files.push(file);
    // Now or never: after the event the item is empty.
    const handle = handleOf(item);
    if (handle !== undefined) handles.set(file, handle);
  }
  if (files.length > 0 || foldersSkipped) take?.({ files, handles, foldersSkipped });
}

/** The way back to a dropped file after a reload; Chromium gives one. */
function handleOf(item: DataTransferItem): Promise<FileSystemFileHandle | undefined> | undefined {
  if (!("getAsFileSystemHandle" in item)) return undefined;
  const { getAsFileSystemHandle } = item as DataTransferItem & {
    getAsFileSystemHandle(): Promise<FileSystemHandle | null>;
  };
  return getAsFileSystemHandle.call(item).then(
    (handle) => handle?.kind === "file" ? handle as FileSystemFileHandle : undefined,
    () => undefined, // A file without a place on a disk, as one that was pasted.
  );
}
