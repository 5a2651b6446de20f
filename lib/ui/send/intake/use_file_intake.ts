import type { ReadonlySignal } from "@preact/signals";
import { useContext, useEffect, useMemo, useRef } from "preact/hooks";
import type { SharedItem } from "../../../storage/sources/shared_item.ts";
import { BasePath } from "../../parts/base_path.ts";
import { fetched } from "../../session/fetched.ts";
import { FileIntake } from "./file_intake.ts";
import { usePageDrop } from "./use_page_drop.ts";

/** The intake of a page, and whether something is about to come. */
export interface PageIntake extends
  Pick<
    FileIntake,
    "reading" | "problems" | "link" | "take" | "takeFolder" | "addText" | "stop"
  > {
  /** Files are being dragged over the page. */
  readonly dragging: ReadonlySignal<boolean>;
}

/**
 * Takes chosen, dropped and pasted files and texts while `open`, and refuses them otherwise.
 *
 * @param choose adds to the list; `false` where it would be too long
 */
export function useFileIntake(
  open: boolean,
  choose: (items: readonly SharedItem[]) => boolean,
): PageIntake {
  const latest = useRef(choose);
  latest.current = choose;
  const basePath = useContext(BasePath);
  const intake = useMemo(() =>
    new FileIntake({
      choose: (items) => latest.current(items),
      site: () => ({ origin: location.origin, basePath }),
      loadWalk: () => fetched(import("./walk_dropped.ts")),
      loadText: () => fetched(import("./given_text.ts")),
    }), []);
  useEffect(() => open ? intake.stop : undefined, [open]);
  const dragging = usePageDrop(open ? intake : undefined);
  const { reading, problems, link, take, takeFolder, addText, stop } = intake;
  return { dragging, reading, problems, link, take, takeFolder, addText, stop };
}
