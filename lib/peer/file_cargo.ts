import type { FileCargo } from "./cargo.ts";
import { FileLanes } from "./lanes/file_lanes.ts";
import type { CreateLane } from "./lanes/lane_handle.ts";

/** What a page of files knows of its cargo before there is a peer. */
export type FileCargoParts = Omit<FileCargo, "onMessage" | "onLane">;

/**
 * The cargo of a page that sends or receives files: it brings their lanes, which a page of
 * a screen doesn't load.
 */
export function fileCargo(loadLanes: () => Promise<CreateLane>): FileCargoParts {
  return {
    kind: "files",
    createLanes: (options) => new FileLanes(options, loadLanes),
  };
}
