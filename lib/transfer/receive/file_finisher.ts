import { FailureError } from "../../protocol/failure.ts";
import { type Ledger, transferRoot } from "../ledger.ts";
import type { Digest } from "../ports.ts";

/** What a {@linkcode FileFinisher} needs and tells. */
export interface FileFinisherOptions {
  readonly ledger: Ledger;
  readonly digest: Digest;
  /** Flushes one verified file and hands it over. */
  readonly finish: (file: number) => Promise<void>;
  /** Every file is flushed and the transfer's root is the sender's. */
  readonly onVerified: (root: string) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Ends files as they become whole: compares each one's root with the sender's and flushes it, then,
 * when all are flushed, compares the root over all of them. Files end one after another, beside the
 * blocks that still arrive.
 */
export class FileFinisher {
  readonly #options: FileFinisherOptions;
  /** Files whose last block or root just came. */
  readonly #candidates = new Set<number>();
  readonly #finished = new Set<number>();
  readonly #roots: string[] = [];
  #transferRoot: string | undefined;
  #running = false;
  /** Something came while the work ran: it may already have looked past it. */
  #again = false;
  #stopped = false;

  constructor(options: FileFinisherOptions) {
    this.#options = options;
  }

  /** Takes the sender's roots of files `first` and on; `false` where they don't follow the last. */
  addRoots(first: number, roots: readonly string[]): boolean {
    const { fileCount } = this.#options.ledger.plan;
    if (first !== this.#roots.length) return false;
    if (first + roots.length > fileCount) return false;
    for (const root of roots) {
      this.#candidates.add(this.#roots.length);
      this.#roots.push(root);
    }
    this.#run();
    return true;
  }

  /** Takes the sender's root over all files. */
  setTransferRoot(root: string): void {
    this.#transferRoot = root;
    this.#run();
  }

  /** The last block of a file came. */
  fileIsWhole(file: number): void {
    this.#candidates.add(file);
    this.#run();
  }

  /** Ends nothing more; idempotent. */
  stop(): void {
    this.#stopped = true;
  }

  #run(): void {
    this.#again = true;
    if (this.#running || this.#stopped) return;
    this.#running = true;
    this.#work().catch((error) => {
      if (!this.#stopped) this.#options.onFailure(error);
    });
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      for (const file of this.#candidates) {
        this.#candidates.delete(file);
        if (!this.#stopped) await this.#end(file);
      }
      await this.#verifyAll();
    }
    this.#running = false;
  }

  async #end(file: number): Promise<void> {
    const { ledger, digest, finish } = this.#options;
    const announced = this.#roots[file];
    if (announced === undefined || !ledger.hasFile(file)) return;
    if (this.#finished.has(file)) return;
    this.#finished.add(file);
    if (await ledger.rootOf(file, digest) !== announced) {
      throw new FailureError(
        "integrity",
        `Cannot accept file ${file}: its root differs from the sender's`,
      );
    }
    if (!this.#stopped) await finish(file);
  }

  async #verifyAll(): Promise<void> {
    const { ledger, digest, onVerified } = this.#options;
    const announced = this.#transferRoot;
    if (announced === undefined || this.#stopped) return;
    if (this.#finished.size < ledger.plan.fileCount) return;
    if (await transferRoot(this.#roots, digest) !== announced) {
      throw new FailureError(
        "integrity",
        "Cannot accept the transfer: its root differs from the sender's",
      );
    }
    if (this.#stopped) return;
    this.stop();
    onVerified(announced);
  }
}
