import type { FileEntry } from "../protocol/file_entry.ts";
import type { SenderEdges } from "./edges.ts";
import { fetched } from "./fetched.ts";
import type { FoundShare } from "./found_share.ts";
import type { KeptShare, OwnShare } from "./kept_shares.ts";
import { within } from "./within.ts";

/** How long the browser's storage may take; a disk that is busy answers within far less. */
const STORAGE_MS = 5_000;

/** The ways to files that were chosen, where the browser gave any. */
export type FileHandles = ReadonlyMap<File, Promise<FileSystemFileHandle | undefined>>;

/** What looking for a share came to. */
export type Finding =
  | { readonly kind: "found"; readonly share: FoundShare }
  | { readonly kind: "unknown" }
  /** Another tab of this browser has it. */
  | { readonly kind: "elsewhere" };

/**
 * The one share of a page: holds it against other tabs, keeps it for the page's next life, and finds
 * it there.
 */
export class ShareKeeper {
  readonly #edges: Pick<SenderEdges, "clock" | "shares" | "holdTab">;
  readonly #onLost: () => void;
  readonly #noted = new WeakMap<File, Promise<FileSystemFileHandle | undefined>>();
  #share: OwnShare | undefined;
  /** The ways to the share's files, in its order. */
  #handles: KeptShare["handles"] = [];
  #isKept = false;
  /** Whether the share is this tab's, as far as anybody can tell. */
  #isHeld = false;
  #tab = new AbortController();

  /** @param onLost another tab took the share over */
  constructor(
    edges: Pick<SenderEdges, "clock" | "shares" | "holdTab">,
    onLost: () => void,
  ) {
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
    return this.#isKept && this.#handles.length > 0 &&
      this.#handles.every((handle) => handle !== undefined);
  }

  /** Remembers the ways to files, for as long as the files are there. */
  note(handles: FileHandles): void {
    for (const [file, handle] of handles) this.#noted.set(file, handle);
  }

  /** Keeps a share for the page's next life; where the browser can't, it ends with the page. */
  async keep(share: OwnShare, files: readonly File[]): Promise<void> {
    if (share !== this.#share) {
      // Nobody else can have a new one yet, so there is no answer to wait for.
      this.hold(share, { steal: false });
      this.#isHeld = true;
      this.#share = share;
      this.#handles = [];
    }
    const { clock, shares } = this.#edges;
    const keeping = this.#record(share, files).then((record) =>
      // It may have been given up meanwhile, and must not come back.
      this.#share === share && shares.keep(record)
    );
    const isKept = await within(clock, STORAGE_MS, keeping).catch(() => false);
    if (this.#share === share) this.#isKept = isKept ?? false;
  }

  /** Looks for the share that the address names, and makes it this tab's. */
  async find({ steal }: { readonly steal: boolean }): Promise<Finding> {
    const { clock, shares } = this.#edges;
    const [kept, { FoundShare }] = await Promise.all([
      within(clock, STORAGE_MS, shares.find()),
      fetched(import("./found_share.ts")),
    ]);
    if (!kept) return { kind: "unknown" };
    if (!await this.hold(kept, { steal })) return { kind: "elsewhere" };
    this.#share = kept;
    this.#handles = kept.handles;
    this.#isKept = true;
    return { kind: "found", share: new FoundShare(kept.files, kept.handles) };
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
    this.#handles = [];
    this.#isKept = false;
  }

  async #record(share: OwnShare, files: readonly File[]): Promise<KeptShare> {
    const noted = await Promise.all(files.map((file) => this.#noted.get(file)));
    this.#handles = noted.map((handle, index) => handle ?? this.#handles[index]);
    return { ...share, files: await entriesOf(files), handles: this.#handles };
  }
}

/** What a share says of its files. */
async function entriesOf(files: readonly File[]): Promise<readonly FileEntry[]> {
  const { entryOf } = await fetched(import("./regather.ts"));
  return files.map(entryOf);
}

/** A share whose files have to be chosen again while it goes on. */
export async function spoiledShare(files: readonly File[]): Promise<FoundShare> {
  const [{ FoundShare }, entries] = await Promise.all([
    fetched(import("./found_share.ts")),
    entriesOf(files),
  ]);
  return new FoundShare(entries);
}
