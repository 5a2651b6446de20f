import { asFile, type ReceivedFile } from "../../storage/received_file.ts";
import type { SaveLink } from "../../storage/saving/save_link.ts";
import type { ZipEntry } from "../../storage/saving/zip_blob.ts";
import type { Clock } from "../../base/clock.ts";
import { bareName, isFolderName, MAX_LISTED_FILES, needsArchive } from "./offered_files.ts";
import { MAX_TEXTS, mayBeText, shortText } from "./short_text.ts";
import type { OfferedFile, SavedFile } from "../facts/transfer_facts.ts";

/** Ms for which saved files are collected: a list of a thousand must not be drawn a thousand times. */
const SHOW_SAVED_MS = 250;

/** The first year a ZIP archive can name, in this place's own time as it names all. */
const ZIP_EPOCH_YEAR = 1980;

/** The last: seven bits count them. */
const ZIP_LAST_YEAR = 2107;

/** What {@linkcode SavedFiles} need of the browser. */
export interface SavedFilesEdges {
  readonly clock: Clock;
  /** The link under which a received file is saved. */
  saveUrl(file: File, name: string): SaveLink;
  /** Saves a file as a click on its link would. */
  save(url: string, name: string): void;
}

/** What {@linkcode SavedFiles} need and tell. */
export interface SavedFilesOptions {
  readonly edges: SavedFilesEdges;
  readonly files: readonly OfferedFile[];
  /** They lie where their reader wants them: nothing is left to be saved. */
  readonly hasDestination: boolean;
  readonly onSaved: (files: readonly SavedFile[]) => void;
  readonly onText: (name: string, text: string) => void;
}

/** The files of one offer that are whole: gives each its link, and saves it where that is due. */
export class SavedFiles {
  readonly #options: SavedFilesOptions;
  readonly #isSingle: boolean;
  readonly #links: SaveLink[] = [];
  /** For the archive, by their number. */
  readonly #whole = new Map<number, ReceivedFile>();
  /** Not shown yet. */
  readonly #news: SavedFile[] = [];
  #texts = 0;
  #cancelShowing: (() => void) | undefined;
  #isRevoked = false;

  constructor(options: SavedFilesOptions) {
    this.#options = options;
    this.#isSingle = !options.hasDestination && !needsArchive(options.files);
  }

  /** Whether an archive is due when all are whole. */
  get needsArchive(): boolean {
    return !this.#options.hasDestination && !this.#isSingle;
  }

  /** Whether several were saved, each by itself. */
  get areSeveral(): boolean {
    return this.#isSingle && this.#options.files.length > 1;
  }

  /** Shows the empty folders: there is nothing to wait for. */
  addFolders(): void {
    for (const { name, size } of this.#options.files) {
      if (isFolderName(name)) this.#show({ name, size });
    }
  }

  /**
   * Takes a whole file.
   *
   * @param isAgain it was handed over before: a link is enough
   */
  add(index: number, file: ReceivedFile, isAgain: boolean): void {
    const { files, edges, hasDestination } = this.#options;
    const listed = files[index];
    if (!listed) return;
    const { name, size } = listed;
    if (!hasDestination) this.#whole.set(index, file);
    if (hasDestination || this.#links.length >= MAX_LISTED_FILES) this.#show({ name, size });
    else {
      const bare = bareName(name);
      const link = edges.saveUrl(asFile(file), bare);
      this.#links.push(link);
      this.#show({ name, size, url: link.url });
      if (this.#isSingle && !isAgain) edges.save(link.url, bare);
    }
    if (mayBeText(listed) && this.#texts++ < MAX_TEXTS) this.#readText(name, asFile(file));
  }

  /** Shows at once what was saved since. */
  flush(): void {
    this.#cancelShowing?.();
    this.#cancelShowing = undefined;
    if (this.#news.length > 0) this.#options.onSaved(this.#news.splice(0));
  }

  /** What an archive of all files is made of, in their order. */
  entries(): Generator<ZipEntry> {
    return zipEntries(this.#options.files, (index) => this.#whole.get(index));
  }

  /** Gives the archive its link, and saves it. */
  saveArchive(archive: Blob, name: string): string {
    const { edges } = this.#options;
    const link = edges.saveUrl(new File([archive], name), name);
    this.#links.push(link);
    edges.save(link.url, name);
    return link.url;
  }

  /** Takes all links back. */
  revoke(): void {
    this.#isRevoked = true;
    this.#cancelShowing?.();
    for (const link of this.#links.splice(0)) link.revoke();
    this.#whole.clear();
  }

  #show(file: SavedFile): void {
    this.#news.push(file);
    this.#cancelShowing ??= this.#options.edges.clock.after(SHOW_SAVED_MS, () => this.flush());
  }

  async #readText(name: string, file: File): Promise<void> {
    const text = await shortText(file);
    if (text === undefined || this.#isRevoked) return;
    this.flush(); // It has to be listed first.
    this.#options.onText(name, text);
  }
}

/** What an archive is made of: the files that are there, in their order, and empty folders. */
export function* zipEntries(
  files: readonly OfferedFile[],
  fileOf: (index: number) => ReceivedFile | undefined,
): Generator<ZipEntry> {
  const earliest = new Date(ZIP_EPOCH_YEAR, 0).getTime();
  const latest = new Date(ZIP_LAST_YEAR, 11, 31).getTime();
  for (const [index, { name, modified }] of files.entries()) {
    const file = fileOf(index);
    const entry = { path: name, modified: Math.min(Math.max(modified, earliest), latest) };
    if (file) yield { ...entry, file };
    else if (isFolderName(name)) yield entry;
  }
}
