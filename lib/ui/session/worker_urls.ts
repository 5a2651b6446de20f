import { asset } from "fresh/runtime";
import type { WorkerUrls } from "../../worker/choose_host.ts";

/** Where the build puts the workers' scripts. */
export function workerUrls(basePath: string): WorkerUrls {
  return {
    transfer: basePath + asset("/transfer_worker.js"),
    opfs: basePath + asset("/opfs_worker.js"),
  };
}
