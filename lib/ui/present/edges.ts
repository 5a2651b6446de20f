import type { CaptureEvents, ScreenCapture } from "../../screen/capture.ts";
import type { ScreenQuality } from "../../screen/screen_quality.ts";
import type { ViewerFanout } from "../../screen/viewer_fanout.ts";
import type { OwnerEdges, ScreenEdges } from "../session/edges.ts";
import type { SessionRecord } from "./session_record.ts";

/** What the presenter's model needs. */
export interface PresenterEdges extends ScreenEdges, OwnerEdges {
  /** Has the browser ask what to show; in the task of a click. @throws {FailureError} */
  capture(quality: ScreenQuality, events: CaptureEvents): Promise<Capture>;
  createFanout(quality: ScreenQuality): Promise<ViewerFanout>;
  /** The session that this tab keeps across a reload. */
  readonly record: SessionRecord;
}

/** The part of `ScreenCapture` that a model uses. */
export type Capture = Pick<
  ScreenCapture,
  "video" | "audio" | "surface" | "limitFrameRate" | "stop"
>;
