import { type ReadonlySignal, useSignal } from "@preact/signals";
import { usePageDrop } from "./use_page_drop.ts";

/** Every way files get onto the sender's page. */
export interface FileIntake {
  /** Files are being dragged over the page. */
  readonly dragging: ReadonlySignal<boolean>;
  /** The last drop had folders in it, which were left out. */
  readonly foldersSkipped: ReadonlySignal<boolean>;
  readonly take: (files: File[]) => void;
}

/**
 * Takes chosen, dropped and pasted files while `open`, and refuses them otherwise.
 *
 * @param choose adds files to the list
 */
export function useFileIntake(
  open: boolean,
  choose: (files: File[]) => void,
): FileIntake {
  const foldersSkipped = useSignal(false);

  function take(files: File[], skipped = false): void {
    foldersSkipped.value = skipped;
    if (files.length > 0) choose(files);
  }

  const dragging = usePageDrop(open ? take : undefined);
  return { dragging, foldersSkipped, take };
}
