import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What an input for files needs. */
export interface FileInputProps {
  readonly ref: RefObject<HTMLInputElement>;
  readonly onChange: () => void;
}

/**
 * Hands on the files that are chosen in an input, also those chosen before the script was there, whose
 * event fired into the void.
 *
 * @returns props of the input
 */
export function useChosenFiles(onFiles: (files: File[]) => void): FileInputProps {
  const ref = useRef<HTMLInputElement>(null);

  function onChange(): void {
    const { current } = ref;
    if (current === null || current.files === null || current.files.length === 0) return;
    const files = [...current.files];
    // Without this, choosing the same again after removing it would be no change.
    current.value = "";
    onFiles(files);
  }

  useEffect(onChange, []);
  return { ref, onChange };
}
