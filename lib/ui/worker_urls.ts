import { asset } from "fresh/runtime";
import type { WorkerUrls } from "../worker/choose_host.ts";

/** Where the build puts the workers' scripts. */
export const WORKER_URLS: WorkerUrls = {
  transfer: asset("/transfer_worker.js"),
  opfs: asset("/opfs_worker.js"),
};
