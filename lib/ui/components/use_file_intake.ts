import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { FileHandles } from "../share_keeper.ts";
import { type TakenFiles, usePageDrop } from "./use_page_drop.ts";

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
  choose: (files: File[], handles: FileHandles) => void,
): FileIntake {
  const foldersSkipped = useSignal(false);

  function take({ files, handles, foldersSkipped: skipped }: TakenFiles): void {
    foldersSkipped.value = skipped;
    if (files.length > 0) choose(files, handles);
  }

  const dragging = usePageDrop(open ? take : undefined);
  // A file input gives files, and no way to find them again.
  const takeChosen = (files: File[]) => take({ files, handles: new Map(), foldersSkipped: false });
  return { dragging, foldersSkipped, take: takeChosen };
}
