import { type ReadonlySignal, signal } from "@preact/signals";
import { MAX_PATH_LENGTH } from "../../../protocol/limits.ts";
import type { SharedItem } from "../../../storage/sources/shared_item.ts";
import type { Dropped } from "./dropped.ts";
import type { Site } from "./given_text.ts";
import { type IntakeProblem, Omissions } from "./intake_problem.ts";

/** A text that holds a link of ours. */
export interface GivenLink {
  readonly text: string;
  /** Where it leads on this site. */
  readonly href: string;
}

/** What an intake needs and tells. */
export interface FileIntakeOptions {
  /** Adds to the list; `false` where it would be too long. */
  readonly choose: (items: readonly SharedItem[]) => boolean;
  /** Where the app is, to know its links. */
  readonly site: () => Site;
  /** Loads what only some need. */
  readonly loadWalk: () => Promise<Pick<typeof import("./walk_dropped.ts"), "walkDropped">>;
  readonly loadText: () => Promise<Pick<typeof import("./given_text.ts"), "textFile" | "linkIn">>;
}

/** Every way files get into the sender's list: chosen, dropped, pasted, written. */
export class FileIntake {
  readonly #options: FileIntakeOptions;
  readonly #reading = signal<number | undefined>(undefined);
  readonly #problems = signal<readonly IntakeProblem[]>([]);
  readonly #link = signal<GivenLink | undefined>(undefined);
  /** Aborted when folders need not be read any more. */
  #stopping = new AbortController();
  /** Drops are read one after another, so that the list has their order. */
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(options: FileIntakeOptions) {
    this.#options = options;
  }

  /** Files found so far in folders that are being read; `undefined` where none are. */
  get reading(): ReadonlySignal<number | undefined> {
    return this.#reading;
  }

  /** Why something of what was given last isn't in the list. */
  get problems(): ReadonlySignal<readonly IntakeProblem[]> {
    return this.#problems;
  }

  /** A link to receive, which was given as a text; to open it is probably what was meant. */
  get link(): ReadonlySignal<GivenLink | undefined> {
    return this.#link;
  }

  /** Takes what is known already. */
  readonly take = (items: readonly SharedItem[]): void => {
    this.#forget();
    const omissions = new Omissions();
    const fitting = items.filter(({ path }) => {
      if (path.length <= MAX_PATH_LENGTH) return true;
      omissions.note("path-too-long", path);
      return false;
    });
    this.#give(fitting, omissions.problems);
  };

  /** Takes what was dropped or pasted; folders are read first. */
  readonly drop = (dropped: readonly Dropped[]): void => {
    if (dropped.length === 0) {
      this.#forget();
      return this.#tell([{ kind: "nothing" }]);
    }
    const files = dropped.flatMap((each) => each.kind === "file" ? [each.item] : []);
    if (files.length === dropped.length && this.#waiting === 0) return this.take(files);
    if (this.#waiting++ === 0) {
      this.#forget();
      this.#reading.value = 0;
    }
    const { signal } = this.#stopping;
    this.#last = this.#last.then(async () => {
      await this.#read(dropped, signal);
      if (signal.aborted) return; // Counted out when it was stopped.
      if (--this.#waiting === 0) this.#reading.value = undefined;
    });
  };

  /** Takes a folder that was picked. */
  readonly takeFolder = (entry: FileSystemDirectoryHandle): void =>
    this.drop([{ kind: "folder", entry, way: Promise.resolve(entry) }]);

  /** Takes a text as a file, unless it holds a link of ours; answers whether it was taken. */
  readonly addText = async (text: string): Promise<boolean> => {
    if (text.trim() === "") return false;
    const isMeant = this.#link.value?.text === text;
    this.#forget();
    const { signal } = this.#stopping;
    const loaded = await this.#options.loadText().catch(() => undefined);
    if (signal.aborted) return false;
    const href = isMeant ? undefined : loaded?.linkIn(text, this.#options.site());
    if (href !== undefined) {
      this.#link.value = { text, href };
      return true;
    }
    const file = loaded?.textFile(text);
    if (file) return this.#give([file], []);
    this.#tell([{ kind: loaded ? "text-too-long" : "unavailable" }]);
    return false;
  };

  /** Reads no more folders, at once, and takes nothing that was begun before. */
  readonly stop = (): void => {
    this.#stopping.abort();
    this.#stopping = new AbortController();
    // A disk that never answers keeps nobody waiting.
    this.#last = Promise.resolve();
    this.#waiting = 0;
    this.#reading.value = undefined;
  };

  #forget(): void {
    this.#problems.value = [];
    this.#link.value = undefined;
  }

  async #read(dropped: readonly Dropped[], signal: AbortSignal): Promise<void> {
    try {
      const { walkDropped } = await this.#options.loadWalk();
      signal.throwIfAborted();
      const onCount = (files: number) => this.#reading.value = files;
      const { items, problems } = await walkDropped(dropped, { signal, onCount });
      signal.throwIfAborted();
      this.#give(items, problems);
    } catch {
      if (!signal.aborted) this.#tell([{ kind: "unavailable" }]);
    }
  }

  #give(items: readonly SharedItem[], problems: readonly IntakeProblem[]): boolean {
    const fits = items.length === 0 || this.#options.choose(items);
    this.#tell(fits ? problems : [{ kind: "too-many" }]);
    return fits;
  }

  #tell(problems: readonly IntakeProblem[]): void {
    if (problems.length > 0) this.#problems.value = [...this.#problems.value, ...problems];
  }
}
