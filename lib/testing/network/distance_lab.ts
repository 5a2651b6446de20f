import { NetworkNamespace } from "./namespace.ts";
import { PortForward } from "./port_forward.ts";
import { Wire, type WireOptions } from "./wire.ts";

/** What lies between the two networks. */
export interface DistanceLabOptions extends Omit<WireOptions, "delayMs"> {
  /** There and back: half of it each way. @default {0} */
  readonly rttMs?: number;
}

/**
 * An argument for Chromium, which otherwise offers a peer a random `.local` name instead of its
 * address, to be looked up by multicast: a matter of the local network, and slow on a lossy wire.
 */
export const SHOW_LOCAL_ADDRESSES = "--disable-features=WebRtcHideLocalIpsWithMdns";

const DEVICE = "wire";
const ADDRESSES = ["10.99.0.1", "10.99.0.2"] as const;

/**
 * Two networks and one wire between them: whatever two browsers in them say to each other is as far
 * away and as lossy as the wire. Signaling isn't: the server is on each one's `localhost`.
 *
 * @example
 * ```ts ignore
 * await using server = await AppServer.start();
 * await using lab = await DistanceLab.create({ rttMs: 50, lossPercent: 1 });
 * lab.expose(Number(new URL(server.origin).port));
 * await using here = await TestBrowser.launch("chromium", {
 *   namespace: lab.a.name,
 *   args: [SHOW_LOCAL_ADDRESSES],
 * });
 * const page = await here.open(server.url("/"));
 * ```
 */
export class DistanceLab implements AsyncDisposable {
  readonly a: NetworkNamespace;
  readonly b: NetworkNamespace;
  /** The addresses of both ends. */
  readonly addressOfA = ADDRESSES[0];
  readonly addressOfB = ADDRESSES[1];
  /** Forward is from `a` to `b`. */
  readonly wire: Wire;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    a: NetworkNamespace,
    b: NetworkNamespace,
    wire: Wire,
    stack: AsyncDisposableStack,
  ) {
    this.a = a;
    this.b = b;
    this.wire = wire;
    this.#stack = stack;
  }

  static async create({ rttMs = 0, ...options }: DistanceLabOptions = {}): Promise<DistanceLab> {
    await using stack = new AsyncDisposableStack();
    const a = stack.use(await NetworkNamespace.create("a"));
    const b = stack.use(await NetworkNamespace.create("b"));
    const wire = stack.use(
      await Wire.connect({ namespace: a, device: DEVICE }, { namespace: b, device: DEVICE }, {
        ...options,
        delayMs: rttMs / 2,
      }),
    );
    for (const [namespace, address] of [[a, ADDRESSES[0]], [b, ADDRESSES[1]]] as const) {
      await namespace.ip("addr", "add", `${address}/24`, "dev", DEVICE);
      // ICE looks at the route to the world to find the address it offers.
      await namespace.ip("route", "add", "default", "dev", DEVICE);
    }
    return new DistanceLab(a, b, wire, stack.move());
  }

  /**
   * Makes a port of this machine's `127.0.0.1` the same port of both networks' `localhost`: there a
   * page is in a secure context. It bypasses the wire, and gives the networks no other address.
   */
  expose(port: number): void {
    for (const { name } of [this.a, this.b]) {
      this.#stack.use(PortForward.start({ namespace: name, port }, {}));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
