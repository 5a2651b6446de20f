import {
  parseStoredShare,
  type ShareStore,
  type StoredShare,
} from "../../storage/sources/share_store.ts";

/** Shares that are kept as long as a test runs; ways back are kept as they are. */
export class MemoryShareStore implements ShareStore {
  readonly records = new Map<string, StoredShare>();
  /** Whether the browser forbids storage. */
  isForbidden = false;

  load(joinHash: string): Promise<StoredShare | undefined> {
    return this.#later(() => {
      const record = this.records.get(joinHash);
      const parsed = parseStoredShare(record);
      return record && parsed && { ...parsed, ways: record.ways };
    });
  }

  keep(joinHash: string, record: StoredShare): Promise<void> {
    return this.#later(() => void this.records.set(joinHash, record));
  }

  forget(joinHash: string): Promise<void> {
    return this.#later(() => void this.records.delete(joinHash));
  }

  async #later<Value>(run: () => Value): Promise<Value> {
    await Promise.resolve();
    if (this.isForbidden) throw new DOMException("no storage here", "SecurityError");
    return run();
  }
}
