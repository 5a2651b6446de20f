import type { FileEntry } from "../../protocol/file_entry.ts";
import type { BlockPlan } from "../block_plan.ts";
import { Ledger } from "../ledger.ts";
import { MAX_RECHECKS } from "../limits.ts";

/** What was read of one share. */
interface ReadShare {
  readonly key: string;
  readonly plan: BlockPlan;
  ledger: Ledger;
  doubted: Ledger | undefined;
  doubts: number;
}

/**
 * The digests of what a page has read of its share, from one recipient to the next and from one
 * connection to the next: whoever comes back is compared with them, and no disk is read for it. Of
 * one share at a time, since a page has no more: 32 MiB for a terabyte.
 *
 * ```
 *            doubt(), a few times             a sample reads the same: believe()
 *   known ─────────────────────────▶ doubted ──────────────────────────────────▶ known
 *     └───────── forget() ──────────────┴────────▶ gone
 * ```
 *
 * A recipient that names another part than theirs makes them doubtful, not wrong: it may lie, or somebody
 * chose another file of the same name, size and date. Forgotten, a liar would have the whole share read
 * each time.
 */
export class ReadDigests {
  #share: ReadShare | undefined;
  #blamed = 0;

  /** The ledger of a share, the same one for as long as its files are the same and nothing is doubted. */
  of(transferId: string, files: readonly FileEntry[], plan: BlockPlan): Ledger {
    // By time and size too: a share may have been given other files under the same names.
    const entries = files.map(({ path, size, modified }) => [path, size, modified]);
    const key = JSON.stringify([transferId, plan.blockBytes, entries]);
    if (this.#share?.key !== key) {
      this.#share = { key, plan, ledger: new Ledger(plan), doubted: undefined, doubts: 0 };
    }
    return this.#share.ledger;
  }

  /** What is doubted of the share of a ledger; to be read again in part before it counts. */
  doubtedOf(ledger: Ledger): Ledger | undefined {
    return this.#share?.ledger === ledger ? this.#share.doubted : undefined;
  }

  /** Whether it still is worth the disk's while to read again what somebody disagrees with. */
  mayRecheck(ledger: Ledger): boolean {
    return this.#share?.ledger === ledger && this.#share.doubts < MAX_RECHECKS;
  }

  /** A recipient disagreed: those who come next look first whether these digests still are the files'. */
  doubt(ledger: Ledger): void {
    const share = this.#share;
    if (!share || !this.mayRecheck(ledger)) return;
    share.doubts++;
    // Nothing that was read is lost, or it would be read again for who doubts one part and then another.
    this.believe(ledger);
    share.doubted = ledger;
    share.ledger = new Ledger(share.plan);
  }

  /** What was doubted read the same again. */
  believe(ledger: Ledger): void {
    const doubted = this.doubtedOf(ledger);
    if (!this.#share || !doubted) return;
    for (const block of doubted.held.values()) {
      const digest = doubted.digestOf(block);
      if (digest) ledger.add(block, digest);
    }
    this.#share.doubted = undefined;
  }

  /** What was doubted read differently: it is of another file. */
  drop(ledger: Ledger): void {
    if (this.#share && this.doubtedOf(ledger)) this.#share.doubted = undefined;
  }

  /**
   * Whether files that were chosen again may be at fault where a recipient disagrees: a few times on a page,
   * because it may lie, and each time somebody has to choose them and all that was read is forgotten.
   */
  mayBlameFiles(): boolean {
    return this.#blamed++ < MAX_RECHECKS;
  }

  /** The files turned out to be others than they seem: the next ones are read anew. */
  forget(): void {
    this.#share = undefined;
  }
}
