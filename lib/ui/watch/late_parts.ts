import type { ViewerControls } from "./ViewerControls.tsx";
import type { ViewerStatistics } from "./ViewerStatistics.tsx";

/** What of the viewer's page makes sense with a picture only. */
export interface ViewerParts {
  readonly ViewerControls: typeof ViewerControls;
  readonly ViewerStatistics: typeof ViewerStatistics;
}

/** Fetches it. */
export async function loadViewerParts(): Promise<ViewerParts> {
  const [{ ViewerControls }, { ViewerStatistics }] = await Promise.all([
    import("./ViewerControls.tsx"),
    import("./ViewerStatistics.tsx"),
  ]);
  return { ViewerControls, ViewerStatistics };
}
