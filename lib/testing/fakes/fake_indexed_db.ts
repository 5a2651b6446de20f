import { forceCloseDatabase, IDBFactory, IDBKeyRange } from "fake-indexeddb";

// Code that is under test takes it from the global scope, as every page does.
globalThis.IDBKeyRange ??= IDBKeyRange;

/** IndexedDB of one browser, whose pages may all use it at once. */
export class FakeIndexedDb extends IDBFactory {
  /** Whether the browser forbids storage. */
  isForbidden = false;
  readonly #opened = new Set<IDBDatabase>();

  override open(name: string, version?: number): IDBOpenDBRequest {
    if (this.isForbidden) throw new DOMException("no storage here", "SecurityError");
    const request = super.open(name, version);
    request.addEventListener("success", () => this.#opened.add(request.result));
    return request;
  }

  /** How many databases were opened, whether they are open still or not. */
  get opened(): number {
    return this.#opened.size;
  }

  /** Closes every database without being asked, as a browser whose data is cleared. */
  closeAll(): void {
    // Its types take the class for what is an object of it.
    for (const database of this.#opened) forceCloseDatabase(database as never);
  }
}

/**
 * The classes of handles, which Deno doesn't have: by what a handle says of itself, because a fake
 * one that comes back from storage is of no class.
 */
export function installHandleClasses(): Disposable {
  const scope: { FileSystemFileHandle?: unknown; FileSystemDirectoryHandle?: unknown } = globalThis;
  scope.FileSystemFileHandle = classOf("file");
  scope.FileSystemDirectoryHandle = classOf("directory");
  return {
    [Symbol.dispose]() {
      delete scope.FileSystemFileHandle;
      delete scope.FileSystemDirectoryHandle;
    },
  };
}

function classOf(kind: FileSystemHandleKind): unknown {
  return class {
    static [Symbol.hasInstance](value: unknown): boolean {
      return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
    }
  };
}
