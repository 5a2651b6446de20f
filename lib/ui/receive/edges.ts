import type { Engines } from "../../worker/engines.ts";
import type { AdmissionEdges } from "../session/admit_guest.ts";
import type { Meeting, MeetingOptions } from "../session/meeting.ts";
import type { GuestSeatEdges } from "./guest_seat.ts";
import type { SavedFilesEdges } from "./saving/saved_files.ts";

/** What is loaded late, while the page looks for the sender. */
export type ReceiverLateParts = typeof import("./late_parts.ts");

/** What the receiver's model and its parts need. */
export interface ReceiverEdges extends AdmissionEdges, GuestSeatEdges, SavedFilesEdges {
  /** Makes the meeting of a session; it begins with its `start`. */
  meet(options: MeetingOptions): Promise<Meeting>;
  /** The engines, which a page needs only once there is somebody at the other end. */
  loadEngines(): Promise<Engines>;
  /** What is needed before an offer can be shown. */
  loadLate(): Promise<ReceiverLateParts>;
}
