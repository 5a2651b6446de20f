import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useChosenFiles } from "./use_chosen_files.ts";

/** In every browser and in no standard, so the types of JSX leave it out. */
const OF_A_FOLDER = { webkitdirectory: true };

/** Props of {@linkcode FolderInput}. */
export interface FolderInputProps {
  readonly label: string;
  readonly onFiles: (files: File[]) => void;
}

/**
 * Where a folder is chosen. Such an input gives the files in it and nothing else, so that empty folders
 * are lost; a drop keeps them.
 */
export function FolderInput({ label, onFiles }: FolderInputProps) {
  const input = useChosenFiles(onFiles);
  const isMissing = useSignal(false);

  useEffect(() => {
    const { current } = input.ref;
    isMissing.value = current !== null && !("webkitdirectory" in current);
  }, []);

  return (
    <label class="button-quiet folder-input" hidden={isMissing.value}>
      <input
        class="visually-hidden"
        type="file"
        {...OF_A_FOLDER}
        data-part="folder"
        {...input}
      />
      {label}
    </label>
  );
}
