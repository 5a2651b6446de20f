import type { FileHandle } from "../ui/found_share.ts";

/** The way to a file that a browser keeps over reloads. */
export class FakeHandle implements FileHandle {
  /** How often the reader was asked. */
  asked = 0;
  readonly #file: File | undefined;
  #permission: PermissionState;
  readonly #answer: PermissionState;

  /**
   * @param file what is there now; `undefined`: it was moved
   * @param answer what the reader says when asked
   */
  constructor(
    file: File | undefined,
    permission: PermissionState,
    answer: PermissionState = "granted",
  ) {
    this.#file = file;
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

  getFile(): Promise<File> {
    return this.#file
      ? Promise.resolve(this.#file)
      : Promise.reject(new DOMException("moved", "NotFoundError"));
  }
}
