import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useChosenFiles } from "./use_chosen_files.ts";

/** In every browser and in no standard, so the types of JSX leave it out. */
const OF_A_FOLDER = { webkitdirectory: true };

/** Props of {@linkcode FolderInput}. */
export interface FolderInputProps {
  readonly label: string;
  readonly onFiles: (files: File[]) => void;
  /** Takes a folder whole, where the browser lets one be picked. */
  readonly onFolder: (folder: FileSystemDirectoryHandle) => void;
}

/** A browser that lets folders be picked: Chromium on a desktop. */
interface FolderPicker {
  showDirectoryPicker(): Promise<FileSystemDirectoryHandle>;
}

/**
 * Where a folder is chosen. An input gives the files in it and nothing else, so that empty folders are
 * lost; what is picked or dropped keeps them.
 */
export function FolderInput({ label, onFiles, onFolder }: FolderInputProps) {
  const input = useChosenFiles(onFiles);
  const isMissing = useSignal(false);

  useEffect(() => {
    const { current } = input.ref;
    isMissing.value = current !== null && !("webkitdirectory" in current);
  }, []);

  async function pick(event: Event): Promise<void> {
    if (!("showDirectoryPicker" in globalThis)) return;
    event.preventDefault();
    try {
      onFolder(await (globalThis as unknown as FolderPicker).showDirectoryPicker());
    } catch (error) {
      // Whoever closed the window wants nothing.
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
  }

  return (
    <label class="button-quiet folder-input" hidden={isMissing.value}>
      <input
        class="visually-hidden"
        type="file"
        {...OF_A_FOLDER}
        data-part="folder"
        onClick={pick}
        {...input}
      />
      {label}
    </label>
  );
}
