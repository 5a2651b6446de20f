import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

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
  const input = useRef<HTMLInputElement>(null);
  const isMissing = useSignal(false);

  function take(): void {
    const { current } = input;
    if (current === null || current.files === null || current.files.length === 0) return;
    const files = [...current.files];
    // As in the input for files: choosing the same once more has to be a change.
    current.value = "";
    onFiles(files);
  }

  useEffect(() => {
    isMissing.value = input.current !== null && !("webkitdirectory" in input.current);
    take();
  }, []);

  return (
    <label class="button-quiet folder-input" hidden={isMissing.value}>
      <input
        class="visually-hidden"
        type="file"
        {...OF_A_FOLDER}
        data-part="folder"
        ref={input}
        onChange={take}
      />
      {label}
    </label>
  );
}
