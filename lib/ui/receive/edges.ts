import type { Engines } from "../../worker/engines.ts";
import type { ReceiverVisitEdges } from "./receiver_visit.ts";
import type { SavedFilesEdges } from "../saving/saved_files.ts";

/** What is loaded late, while the page looks for the sender. */
export type ReceiverLateParts = typeof import("./late_parts.ts");

/** What the receiver's model and its parts need. */
export interface ReceiverEdges extends ReceiverVisitEdges, SavedFilesEdges {
  /** The engines, which a page needs only once there is somebody at the other end. */
  loadEngines(): Promise<Engines>;
  /** What is needed before an offer can be shown. */
  loadLate(): Promise<ReceiverLateParts>;
}
