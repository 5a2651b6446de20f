const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  write: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  ioctl: { parameters: ["i32", "usize", "buffer"], result: "i32" },
  ppoll: { parameters: ["buffer", "usize", "buffer", "pointer"], result: "i32" },
  setns: { parameters: ["i32", "i32"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

/**
 * The few calls of the C library that Deno has no word for: joining a network namespace, and
 * reading and writing a device whose descriptor came from `ioctl`. Linux with glibc.
 */
export class Libc implements Disposable {
  readonly #library = Deno.dlopen("libc.so.6", SYMBOLS);

  /** Opens a file and answers its descriptor. */
  open(path: string, flags: number): number {
    const opened = this.#library.symbols.open(new TextEncoder().encode(`${path}\0`), flags);
    return this.#checked(opened, `open "${path}"`);
  }

  close(descriptor: number): void {
    this.#library.symbols.close(descriptor);
  }

  /** Reads at most one buffer; answers the byte count, 0 at the end, -1 where nothing is there. */
  read(descriptor: number, into: Uint8Array<ArrayBuffer>): number {
    return this.#library.symbols.read(descriptor, into, BigInt(into.length));
  }

  /** Writes a buffer; answers the byte count, -1 where it isn't taken. */
  write(descriptor: number, bytes: Uint8Array<ArrayBuffer>): number {
    return this.#library.symbols.write(descriptor, bytes, BigInt(bytes.length));
  }

  /** Sends a device one request. */
  ioctl(descriptor: number, request: number, argument: Uint8Array<ArrayBuffer>): void {
    const done = this.#library.symbols.ioctl(descriptor, BigInt(request), argument);
    this.#checked(done, `ioctl 0x${request.toString(16)}`);
  }

  /**
   * Waits until a descriptor is ready or the time is over.
   *
   * @param descriptors `struct pollfd`s, as words: the descriptor, then both event masks
   * @param timeout a `struct timespec`: seconds and nanoseconds
   */
  poll(descriptors: Int32Array<ArrayBuffer>, timeout: BigInt64Array<ArrayBuffer>): void {
    this.#library.symbols.ppoll(descriptors, BigInt(descriptors.length / 2), timeout, null);
  }

  /** Moves the calling thread into the network namespace behind a descriptor. */
  joinNetwork(descriptor: number): void {
    const CLONE_NEWNET = 0x4000_0000;
    this.#checked(this.#library.symbols.setns(descriptor, CLONE_NEWNET), "setns");
  }

  [Symbol.dispose](): void {
    this.#library.close();
  }

  #checked(result: number, action: string): number {
    if (result >= 0) return result;
    const errno = this.#library.symbols.__errno_location();
    const code = errno === null ? "unknown" : new Deno.UnsafePointerView(errno).getInt32();
    throw new Error(`Cannot ${action}: errno ${code}`);
  }
}
