import { onceTried } from "../../base/once_tried.ts";
import type { EngineHost, Engines } from "../../worker/engines.ts";
import type { WorkerUrls } from "../../worker/choose_host.ts";

/** Where engines and lanes live; chosen and loaded when the first of them is asked for. */
export interface EngineLoaders {
  readonly loadLanes: () => Promise<EngineHost["createLane"]>;
  readonly loadEngines: () => Promise<Engines>;
}

/** Makes the one host of a page. */
export function engineLoaders(urls: WorkerUrls): EngineLoaders {
  const host = onceTried(async () => {
    const { chooseHost } = await import("../../worker/choose_host.ts");
    return await chooseHost(urls);
  });
  return {
    loadLanes: async () => (await host()).createLane,
    loadEngines: async () => await (await host()).load(),
  };
}
