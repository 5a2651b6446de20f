import type { FileEntry } from "../../protocol/file_entry.ts";
import type { BlockPlan } from "../block_plan.ts";
import { Ledger } from "../ledger.ts";

/**
 * The digests of what a page has read of its share, from one recipient to the next and from one
 * connection to the next: whoever comes back is compared with them, and no disk is read for it. Of
 * one share at a time, since a page has no more: 32 MiB for a terabyte.
 */
export class ReadDigests {
  #share: { readonly key: string; readonly ledger: Ledger } | undefined;

  /** The ledger of a share, the same one for as long as its files are the same. */
  of(transferId: string, files: readonly FileEntry[], plan: BlockPlan): Ledger {
    // By time and size too: a share may have been given other files under the same names.
    const entries = files.map(({ path, size, modified }) => [path, size, modified]);
    const key = JSON.stringify([transferId, plan.blockBytes, entries]);
    if (this.#share?.key !== key) this.#share = { key, ledger: new Ledger(plan) };
    return this.#share.ledger;
  }

  /** The files turned out to be others than they seem: the next ones are read anew. */
  forget(): void {
    this.#share = undefined;
  }
}
