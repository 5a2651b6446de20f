import { MAX_BLOCKS, MAX_PATH_LENGTH } from "../../protocol/limits.ts";
import { isWithinListBounds } from "../../protocol/list_bounds.ts";
import type { BlockPlan } from "../block_plan.ts";
import { pages } from "../paging.ts";
import type { OutgoingFile, TransferControl } from "../ports.ts";
import { FILES_PAGE_LENGTH } from "../limits.ts";

/**
 * Offers a transfer: what it is in all, then the list of its files, page by page.
 *
 * @returns `false` where no receiver's parser would take this list; then nothing was said.
 */
export function announceFiles(
  control: TransferControl,
  transferId: string,
  files: readonly OutgoingFile[],
  plan: BlockPlan,
): boolean {
  if (!isListable(files) || plan.blockCount > MAX_BLOCKS) return false;
  const { totalBytes, blockBytes } = plan;
  control.send({ type: "offer", transferId, fileCount: files.length, totalBytes, blockBytes });
  const entries = files.map(({ path, size, modified }) => ({ path, size, modified }));
  const cost = (entry: unknown) => JSON.stringify(entry).length + 1;
  for (const { first, items } of pages(entries, cost, FILES_PAGE_LENGTH)) {
    control.send({ type: "files", first, files: items });
  }
  return true;
}

function isListable(files: readonly OutgoingFile[]): boolean {
  return files.length > 0 &&
    files.every(({ path }) => path.length > 0 && path.length <= MAX_PATH_LENGTH) &&
    isWithinListBounds(files.map(({ path }) => path));
}
