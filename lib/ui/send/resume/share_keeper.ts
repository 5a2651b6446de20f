import { type FileEntry, isFolder } from "../../../protocol/file_entry.ts";
import {
  entryOf,
  type ReopenableFile,
  type SharedItem,
} from "../../../storage/sources/shared_item.ts";
import type { holdTab } from "../../session/active_tab.ts";
import { fetched } from "../../session/fetched.ts";
import type { RestoredShare } from "./restored_share.ts";
import type { OwnShare, ShareRecord, ShareRecords } from "./share_records.ts";
import type { Clock } from "../../../base/clock.ts";
import { within } from "../../../base/within.ts";

/** How long the browser's storage may take; a disk that is busy answers within far less. */
const STORAGE_MS = 5_000;

/** UTF-16 units of texts that are kept with a share: four of the longest that can be added. */
const MAX_KEPT_TEXT_LENGTH = 4 * 1024 * 1024;

/** What a {@linkcode ShareKeeper} needs. */
export interface ShareKeeperEdges {
  readonly clock: Clock;
  readonly holdTab: typeof holdTab;
  /** The shares that this browser keeps across reloads and crashes. */
  readonly shares: ShareRecords;
}

/** What looking for a share came to. */
export type Finding =
  | { readonly kind: "found"; readonly share: RestoredShare }
  | { readonly kind: "unknown" }
  /** Another tab of this browser has it. */
  | { readonly kind: "elsewhere" };

/**
 * The one share of a page: holds it against other tabs, keeps it for the page's next life, and finds
 * it there.
 */
export class ShareKeeper {
  readonly #edges: ShareKeeperEdges;
  readonly #onLost: () => void;
  #share: OwnShare | undefined;
  /** The share's files and the ways back to them, in its order. */
  #files: readonly FileEntry[] = [];
  #ways: ShareRecord["ways"] = [];
  #isKept = false;
  /** Whether the share is this tab's, as far as anybody can tell. */
  #isHeld = false;
  #tab = new AbortController();

  /** @param onLost another tab took the share over */
  constructor(edges: ShareKeeperEdges, onLost: () => void) {
    this.#edges = edges;
    this.#onLost = onLost;
  }

  /** What is shared now, or can be taken up again. */
  get share(): OwnShare | undefined {
    return this.#share;
  }

  /** The share, where no other tab goes on with it. */
  get heldShare(): OwnShare | undefined {
    return this.#isHeld ? this.#share : undefined;
  }

  /** Whether the page's next life will find the share. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** Whether it will find every file too, without one being chosen again. */
  get canReopen(): boolean {
    return this.#isKept &&
      this.#files.every((entry, index) => isFolder(entry) || this.#ways[index] !== undefined);
  }

  /** Keeps a share for the page's next life; where the browser can't, it ends with the page. */
  async keep(share: OwnShare, items: readonly SharedItem[]): Promise<void> {
    if (share !== this.#share) {
      // Nobody else can have a new one yet, so there is no answer to wait for.
      this.hold(share, { steal: false });
      this.#isHeld = true;
      this.#share = share;
      this.#files = [];
      this.#ways = [];
    }
    const { clock, shares } = this.#edges;
    const keeping = this.#record(share, items).then((record) =>
      // It may have been given up meanwhile, and must not come back.
      this.#share === share && shares.keep(record)
    );
    const isKept = await within(clock, STORAGE_MS, keeping).catch(() => false);
    if (this.#share === share) this.#isKept = isKept ?? false;
  }

  /** Looks for the share that the address names, and makes it this tab's. */
  async find({ steal }: { readonly steal: boolean }): Promise<Finding> {
    const { clock, shares } = this.#edges;
    const [record, { RestoredShare }] = await Promise.all([
      within(clock, STORAGE_MS, shares.find()),
      fetched(import("./restored_share.ts")),
    ]);
    if (!record) return { kind: "unknown" };
    if (!await this.hold(record, { steal })) return { kind: "elsewhere" };
    this.#share = record;
    this.#files = record.files;
    this.#ways = record.ways;
    this.#isKept = true;
    return { kind: "found", share: new RestoredShare(record.files, record.ways) };
  }

  /** Makes a share this tab's; answers whether it is. */
  async hold({ session }: OwnShare, { steal }: { readonly steal: boolean }): Promise<boolean> {
    this.letGo();
    const { signal } = this.#tab = new AbortController();
    const onLost = () => {
      this.#isHeld = false;
      this.#onLost();
    };
    const isHeld = await this.#edges.holdTab(`share ${session.id}`, { signal, steal, onLost });
    if (!signal.aborted) this.#isHeld = isHeld;
    return isHeld;
  }

  /** Leaves the share to whichever tab wants it next. */
  letGo(): void {
    this.#tab.abort();
  }

  /** The share is over for this tab: nothing of it stays, except what another tab goes on with. */
  forget(): void {
    this.letGo();
    if (this.#share && this.#isHeld) this.#edges.shares.forget(this.#share);
    else this.#edges.shares.leave();
    this.#isHeld = false;
    this.#share = undefined;
    this.#files = [];
    this.#ways = [];
    this.#isKept = false;
  }

  async #record(share: OwnShare, items: readonly SharedItem[]): Promise<ShareRecord> {
    const ways = await Promise.all(items.map(({ way }) => way));
    const record = {
      ...share,
      files: items.map(entryOf),
      ways: keepable(ways.map((way, index) => way ?? this.#ways[index])),
    };
    if (this.#share === share) {
      this.#files = record.files;
      this.#ways = record.ways;
    }
    return record;
  }
}

/** Leaves out texts beyond what is kept; they have to be added again. */
function keepable(ways: ShareRecord["ways"]): ShareRecord["ways"] {
  let length = 0;
  return ways.map((way): ReopenableFile | undefined => {
    if (typeof way !== "string") return way;
    length += way.length;
    return length <= MAX_KEPT_TEXT_LENGTH ? way : undefined;
  });
}
