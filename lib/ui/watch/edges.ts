import type { Clock } from "../../base/clock.ts";
import type { AdmissionEdges } from "../session/admit_guest.ts";
import type { MeetForScreen } from "../session/meeting.ts";
import type { ShownScreenEdges } from "./shown_screen.ts";

/** What the viewer's model and its parts need. */
export interface ViewerEdges extends AdmissionEdges, ShownScreenEdges {
  readonly clock: Pick<Clock, "now">;
  readonly meet: MeetForScreen;
  /** Keeps the token of a page that was removed: it stays the same peer. */
  keepRemoved(sessionId: string, peerToken: string): void;
}
