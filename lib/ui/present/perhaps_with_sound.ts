import { reasonOf } from "../../protocol/failure.ts";
import type { CaptureEvents } from "../../screen/capture.ts";
import type { ScreenQuality } from "../../screen/screen_quality.ts";
import type { Capture, PresenterEdges } from "./edges.ts";

/**
 * Captures with sound, and without it after it couldn't be captured; once that worked sound is asked for
 * again, as another source may have some. Asks in the task of its caller.
 */
export function perhapsWithSound(
  capture: PresenterEdges["capture"],
): (quality: ScreenQuality, events: CaptureEvents) => Promise<Capture> {
  let leavesSoundOut = false;
  return async (quality, events) => {
    try {
      const captured = await capture(quality, events, !leavesSoundOut);
      leavesSoundOut = false;
      return captured;
    } catch (error) {
      leavesSoundOut ||= reasonOf(error) === "sound-failed";
      throw error;
    }
  };
}
