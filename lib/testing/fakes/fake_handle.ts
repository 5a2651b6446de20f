import type { FileHandle, FolderHandle } from "../../ui/send/resume/reopen_files.ts";

/** A reader who is asked. */
abstract class Asked {
  /** How often the reader was asked. */
  asked = 0;
  #permission: PermissionState;
  readonly #answer: PermissionState;

  /** @param answer what the reader says when asked */
  constructor(permission: PermissionState, answer: PermissionState) {
    this.#permission = permission;
    this.#answer = answer;
  }

  queryPermission(): Promise<PermissionState> {
    return Promise.resolve(this.#permission);
  }

  requestPermission(): Promise<PermissionState> {
    this.asked++;
    return Promise.resolve(this.#permission = this.#answer);
  }
}

/** The way to a file that a browser keeps over reloads. */
export class FakeHandle extends Asked implements FileHandle {
  readonly kind = "file";
  readonly #file: File | undefined;

  /**
   * @param file what is there now; `undefined`: it was moved
   * @param answer what the reader says when asked
   */
  constructor(
    file: File | undefined,
    permission: PermissionState,
    answer: PermissionState = "granted",
  ) {
    super(permission, answer);
    this.#file = file;
  }

  getFile(): Promise<File> {
    return this.#file
      ? Promise.resolve(this.#file)
      : Promise.reject(new DOMException("moved", "NotFoundError"));
  }
}

/** The way to a folder that a browser keeps over reloads. */
export class FakeFolder extends Asked implements FolderHandle {
  readonly kind = "directory";
  readonly #files: Readonly<Record<string, File>>;

  /** @param files what is in it now, by their ways from here on */
  constructor(permission: PermissionState, files: Readonly<Record<string, File>>) {
    super(permission, "granted");
    this.#files = files;
  }

  getFileHandle(name: string): Promise<FakeHandle> {
    return Promise.resolve(new FakeHandle(this.#files[name], "granted"));
  }

  getDirectoryHandle(name: string): Promise<FakeFolder> {
    const inside = Object.entries(this.#files).flatMap(([path, file]) =>
      path.startsWith(`${name}/`) ? [[path.slice(name.length + 1), file]] : []
    );
    return inside.length > 0
      ? Promise.resolve(new FakeFolder("granted", Object.fromEntries(inside)))
      : Promise.reject(new DOMException("removed", "NotFoundError"));
  }
}
