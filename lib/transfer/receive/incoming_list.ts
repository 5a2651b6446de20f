import type { SenderMessage } from "../../protocol/control_message.ts";
import type { FileEntry } from "../../protocol/file_entry.ts";
import { MAX_BLOCKS } from "../../protocol/limits.ts";
import { ListBounds } from "../../protocol/list_bounds.ts";

type Offer = Extract<SenderMessage, { readonly type: "offer" }>;

/**
 * The list of offered files while its pages come in. The offer's totals bound what the pages may
 * hold, so a sender can't make the receiver collect more than it announced; and what paths and folders cost
 * is counted file by file, so that a list which costs too much is never collected whole.
 */
export class IncomingList {
  readonly offer: Offer;
  readonly #files: FileEntry[] = [];
  readonly #bounds = new ListBounds();
  #bytes = 0;
  #blocks = 0;

  constructor(offer: Offer) {
    this.offer = offer;
  }

  /** The files listed so far. */
  get files(): readonly FileEntry[] {
    return this.#files;
  }

  /** Whether the list is whole and keeps what the offer said. */
  get complete(): boolean {
    return this.#files.length === this.offer.fileCount &&
      this.#bytes === this.offer.totalBytes;
  }

  /** Takes one page; `false` where it doesn't follow the last one, exceeds the offer, or what a list may cost. */
  add(first: number, files: readonly FileEntry[]): boolean {
    if (first !== this.#files.length) return false;
    for (const file of files) {
      if (!this.#bounds.add(file.path)) return false;
      this.#files.push(file);
      this.#bytes += file.size;
      this.#blocks += Math.ceil(file.size / this.offer.blockBytes);
    }
    const { fileCount, totalBytes } = this.offer;
    if (this.#files.length > fileCount || this.#bytes > totalBytes) {
      return false;
    }
    if (this.#blocks > MAX_BLOCKS) return false;
    return this.#files.length < fileCount || this.complete;
  }
}
