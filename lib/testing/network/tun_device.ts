import type { Libc } from "./libc.ts";

const READ_WRITE_NONBLOCKING = 0o4002;
const TUNSETIFF = 0x4004_54ca;
const IFF_TUN = 0x0001;
/** Packets as they are, without a header that says which protocol. */
const IFF_NO_PI = 0x1000;
const IFREQ_BYTES = 40;
const IFREQ_FLAGS_AT = 16;

/** A network device whose cable ends in this process: what is routed to it is read from it. */
export class TunDevice {
  /** For `poll`. */
  readonly descriptor: number;
  readonly #libc: Libc;
  readonly #buffer = new Uint8Array(64 * 1024);

  /** Makes the device in the network namespace of this thread. It goes away with the process. */
  constructor(libc: Libc, name: string) {
    this.#libc = libc;
    this.descriptor = libc.open("/dev/net/tun", READ_WRITE_NONBLOCKING);
    const request = new Uint8Array(IFREQ_BYTES);
    new TextEncoder().encodeInto(name, request);
    new DataView(request.buffer).setUint16(IFREQ_FLAGS_AT, IFF_TUN | IFF_NO_PI, true);
    libc.ioctl(this.descriptor, TUNSETIFF, request);
  }

  /** A packet that was sent through the device; `undefined` where none waits. */
  read(): Uint8Array<ArrayBuffer> | undefined {
    const bytes = this.#libc.read(this.descriptor, this.#buffer);
    return bytes > 0 ? this.#buffer.slice(0, bytes) : undefined;
  }

  /** Lets the device receive a packet. One that is down doesn't: a cable that isn't plugged in. */
  write(packet: Uint8Array<ArrayBuffer>): void {
    this.#libc.write(this.descriptor, packet);
  }
}
