import type { FileEntry } from "../../protocol/file_entry.ts";
import { UniqueNames } from "../../security/safe_name.ts";
import type { ByteSink } from "../../transfer/ports.ts";
import { diskError } from "./disk_error.ts";
import type { DiskFolder, Way } from "./disk_folder.ts";
import { PART_ENDING } from "./disk_names.ts";
import type { DiskNotes } from "./disk_notes.ts";
import { PartFile } from "./part_file.ts";

/** A whole, verified file. */
export interface DiskFile {
  /** Where it lies on this disk. */
  readonly path: string;
  readonly size: number;
}

/** What a {@linkcode DiskSink} needs. */
export interface DiskSinkOptions {
  readonly folder: DiskFolder;
  readonly notes: Pick<DiskNotes, "begin" | "begun">;
  readonly index: number;
  readonly file: FileEntry;
  /** Where it goes, unless its name is taken by then. */
  readonly way: Way;
}

/**
 * One file of a transfer, which lies under a name of its own beside where it will be, until it is whole.
 * An earlier run may have got as far as that: then it is only looked at, because its reader may have
 * changed it since, and where anything is missing from it, it is copied and comes again under another
 * name.
 */
export class DiskSink implements ByteSink<DiskFile> {
  readonly #options: DiskSinkOptions;
  readonly #around: Way;
  readonly #names = new UniqueNames();
  /** What it is called once it is whole. */
  #name: string;
  /** `undefined` where an earlier run had it whole. */
  #part: Promise<PartFile> | undefined;

  private constructor(options: DiskSinkOptions) {
    this.#options = options;
    this.#around = options.way.slice(0, -1);
    this.#name = options.notes.begun.get(options.index) ?? this.#nextName();
  }

  /** Opens what an earlier run left of the file, or begins it. */
  static async open(options: DiskSinkOptions): Promise<DiskSink> {
    const sink = new DiskSink(options);
    try {
      await sink.#open();
    } catch (error) {
      throw diskError("open", error);
    }
    return sink;
  }

  async write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      const part = await (this.#part ??= this.#copied());
      await part.write(offset, bytes);
    } catch (error) {
      throw diskError("write", error);
    }
  }

  async finish(): Promise<DiskFile> {
    const { file } = this.#options;
    try {
      if (this.#part || await this.#wholeSize() !== file.size) {
        const part = await (this.#part ??= this.#copied());
        await part.finish();
        await this.#publish();
      }
      return { path: this.#options.folder.pathOf(this.#whole), size: file.size };
    } catch (error) {
      throw diskError("finish", error);
    }
  }

  async discard(): Promise<void> {
    if (!this.#part) return;
    await this.keep();
    await this.#options.folder.removeFile(this.#unfinished);
  }

  async keep(): Promise<void> {
    const part = await this.#part?.catch(() => undefined); // Whoever wrote has heard why.
    await part?.close();
  }

  get #whole(): Way {
    return [...this.#around, this.#name];
  }

  get #unfinished(): Way {
    return [...this.#around, this.#name + PART_ENDING];
  }

  async #open(): Promise<void> {
    const { folder, notes, index, file } = this.#options;
    await folder.enter(this.#around);
    if (notes.begun.has(index)) {
      const handle = await folder.openFile(this.#unfinished);
      if (handle) {
        this.#part = Promise.resolve(new PartFile(handle, file, (await handle.stat()).size));
        return;
      }
      if (await this.#wholeSize() !== undefined) return;
    }
    this.#part = Promise.resolve(await this.#begun());
  }

  /** Begins the file under a name that nothing has, neither now nor once it is whole. */
  async #begun(): Promise<PartFile> {
    const { folder, notes, index, file } = this.#options;
    for (;; this.#name = this.#nextName()) {
      if (!await folder.isFree(this.#whole)) continue;
      await notes.begin(index, this.#name);
      const handle = await folder.makeFile(this.#unfinished);
      if (handle) return new PartFile(handle, file, 0);
    }
  }

  async #copied(): Promise<PartFile> {
    const { folder, file } = this.#options;
    const whole = await folder.readFile(this.#whole);
    try {
      const part = await this.#begun();
      if (whole) await part.copyFrom(whole, file.size);
      return part;
    } finally {
      await whole?.close();
    }
  }

  async #publish(): Promise<void> {
    const { folder, notes, index } = this.#options;
    const unfinished = this.#unfinished;
    if (await folder.publish(unfinished, this.#whole)) return;
    do this.#name = this.#nextName(); while (!await folder.publish(unfinished, this.#whole));
    await notes.begin(index, this.#name); // A later run looks for it there.
  }

  async #wholeSize(): Promise<number | undefined> {
    const handle = await this.#options.folder.readFile(this.#whole);
    try {
      return (await handle?.stat())?.size;
    } finally {
      await handle?.close();
    }
  }

  #nextName(): string {
    return this.#names.add(this.#options.way.at(-1) ?? "");
  }
}
