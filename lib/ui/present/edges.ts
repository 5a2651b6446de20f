import type { FailureReason } from "../../protocol/failure.ts";
import type { CaptureEvents, ScreenCapture } from "../../screen/capture.ts";
import type { ScreenQuality } from "../../screen/screen_quality.ts";
import type { EndingEdges } from "../session/end_session.ts";
import type { GuardedMeeting, MeetForScreen } from "../session/meeting.ts";
import type { OwnSessionEdges } from "../session/own_session.ts";
import type { Audience, AudienceEvents } from "./audience.ts";
import type { SessionRecord } from "./session_record.ts";

/** What the presenter's model and its parts need. */
export interface PresenterEdges extends OwnSessionEdges, EndingEdges {
  readonly meet: MeetForScreen<GuardedMeeting>;
  /** Why this browser can't take part; `undefined` where it can. */
  checkSupport(): FailureReason | undefined;
  /** Has the browser ask what to show; in the task of a click. @throws {FailureError} */
  capture(quality: ScreenQuality, events: CaptureEvents, withSound: boolean): Promise<Capture>;
  /** Makes what serves viewers, which a page needs only once it has something to show. */
  createAudience(quality: ScreenQuality, events: AudienceEvents): Promise<Audience>;
  /** The session that this tab keeps across a reload. */
  readonly record: SessionRecord;
}

/** The part of `ScreenCapture` that a model uses. */
export type Capture = Pick<
  ScreenCapture,
  "video" | "audio" | "surface" | "limitFrameRate" | "stop"
>;
