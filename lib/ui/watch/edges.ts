import type { Clock } from "../../base/clock.ts";
import type { ViewerMedia, ViewerMediaEvents } from "../../screen/viewer_media.ts";
import type { ViewingMeter } from "../../screen/viewing_meter.ts";
import type { AdmissionEdges } from "../session/admit_guest.ts";
import type { MeetForScreen } from "../session/meeting.ts";

/** What the viewer's model and its parts need. */
export interface ViewerEdges extends AdmissionEdges {
  readonly clock: Clock;
  readonly meet: MeetForScreen;
  createMedia(events: ViewerMediaEvents): ViewerSource;
  /** Measures what comes, which a page needs only once something may. */
  loadMeter(): Promise<Meter>;
}

/** The part of `ViewerMedia` that a model uses. */
export type ViewerSource = Pick<ViewerMedia, "attach" | "detach" | "stats">;

/** The part of {@linkcode ViewingMeter} that a model uses. */
export type Meter = Pick<ViewingMeter, "frameShown" | "look">;
