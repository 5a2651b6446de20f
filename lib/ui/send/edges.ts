import type { Rendezvous } from "../../peer/rendezvous.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import type { Engines } from "../../worker/engines.ts";
import type { Meeting, MeetingOptions } from "../session/meeting.ts";
import type { OwnSessionEdges } from "../session/own_session.ts";
import type { ShareKeeperEdges } from "./resume/share_keeper.ts";

/** What the sender's model and its parts need. */
export interface SenderEdges extends OwnSessionEdges, ShareKeeperEdges {
  /** Why this browser can't take part; `undefined` where it can. */
  checkSupport(): FailureReason | undefined;
  /** Makes the meeting of a session; it begins with its `start`. */
  meet(options: MeetingOptions): Promise<OwnMeeting>;
  /** The engines, which a page needs only once there is somebody at the other end. */
  loadEngines(): Promise<Engines>;
}

/** A meeting that its owner can go from without ending the session. */
export type OwnMeeting = Meeting & Pick<Rendezvous, "vanish">;
