import type { ViewerMedia, ViewerMediaEvents } from "../../screen/viewer_media.ts";
import type { ViewingMeter } from "../../screen/viewing_meter.ts";
import type { GuestEdges, ScreenEdges } from "../session/edges.ts";

/** What the viewer's model needs. */
export interface ViewerEdges extends ScreenEdges, GuestEdges {
  createMedia(events: ViewerMediaEvents): ViewerSource;
  /** Measures what comes, which a page needs only once something may. */
  loadMeter(): Promise<Meter>;
}

/** The part of `ViewerMedia` that a model uses. */
export type ViewerSource = Pick<ViewerMedia, "attach" | "detach" | "stats">;

/** The part of {@linkcode ViewingMeter} that a model uses. */
export type Meter = Pick<ViewingMeter, "frameShown" | "look">;
