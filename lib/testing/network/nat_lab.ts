import { HOST_DEVICE, LabHost } from "./lab_host.ts";
import { join, joinByCable } from "./link.ts";
import type { NatKind } from "./nat_rules.ts";
import { LAN, NatRouter } from "./nat_router.ts";
import { PortForward } from "./port_forward.ts";
import { PublicNet } from "./public_net.ts";
import type { Wire, WireOptions } from "./wire.ts";

/** Who is where. */
export interface NatLabOptions {
  /** The router of host `a`. */
  readonly a: NatKind;
  /** The router of host `b`; `same-lan`: it is that of `a`. */
  readonly b: NatKind | "same-lan";
  /** Makes a wire of the cable between `a` and its router; not with `same-lan`. */
  readonly wire?: WireOptions;
}

const SUBNETS = { a: "10.1.0", b: "10.2.0" } as const;

/**
 * Two hosts behind routers of their own, or behind the same, and a public network between:
 *
 * ```text
 * host a ── router a ── public network ── router b ── host b
 *                             │
 *                        public host
 * ```
 *
 * @example
 * ```ts ignore
 * await using lab = await NatLab.create({ a: "cone", b: "symmetric" });
 * await using turn = await StunServer.start(lab.publicNet, { secret: "of this test" });
 * await using server = await AppServer.start(turn.environment);
 * lab.expose(Number(new URL(server.origin).port));
 * await using here = await TestBrowser.launch("chromium", { namespace: lab.a.namespace.name });
 * const page = await here.open(server.url("/"));
 * await lab.a.router.setKind("udpblocked");
 * ```
 */
export class NatLab implements AsyncDisposable {
  readonly a: LabHost;
  readonly b: LabHost;
  readonly publicNet: PublicNet;
  /** Forward is away from `a`. */
  readonly wire: Wire | undefined;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    a: LabHost,
    b: LabHost,
    publicNet: PublicNet,
    wire: Wire | undefined,
    stack: AsyncDisposableStack,
  ) {
    this.a = a;
    this.b = b;
    this.publicNet = publicNet;
    this.wire = wire;
    this.#stack = stack;
  }

  static async create({ a, b, wire: options }: NatLabOptions): Promise<NatLab> {
    if (b === "same-lan" && options) {
      throw new TypeError("Cannot use a wire in a local network of two hosts");
    }
    await using stack = new AsyncDisposableStack();
    const publicNet = stack.use(await PublicNet.create());
    const routerOfA = stack.use(await NatRouter.create("router-a", publicNet, a, SUBNETS.a));
    const hostA = stack.use(await LabHost.create("a", routerOfA));
    if (b === "same-lan") {
      const hostB = stack.use(await LabHost.create("b", routerOfA));
      await shareLan(routerOfA, [hostA, hostB]);
      return new NatLab(hostA, hostB, publicNet, undefined, stack.move());
    }
    const routerOfB = stack.use(await NatRouter.create("router-b", publicNet, b, SUBNETS.b));
    const hostB = stack.use(await LabHost.create("b", routerOfB));
    const wire = await attach(hostA, options);
    if (wire) stack.use(wire);
    await attach(hostB, undefined);
    return new NatLab(hostA, hostB, publicNet, wire, stack.move());
  }

  /**
   * Makes a port of this machine's `127.0.0.1` the same port of the public host, and of both hosts'
   * `localhost`: there a page is in a secure context. What a host's page says to the server takes
   * the way through its router, and is cut where the router cuts.
   */
  expose(port: number): void {
    const { address: hostname, namespace } = this.publicNet;
    const inPublic = { namespace: namespace.name, hostname, port };
    this.#stack.use(PortForward.start(inPublic, {}));
    for (const host of [this.a, this.b]) {
      const { name } = host.namespace;
      this.#stack.use(PortForward.start({ namespace: name, port }, { namespace: name, hostname }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** Gives a host a router for itself. */
async function attach(host: LabHost, options: WireOptions | undefined): Promise<Wire | undefined> {
  const { namespace, router } = host;
  const wire = await join(
    { namespace, device: HOST_DEVICE },
    { namespace: router.namespace, device: LAN },
    options,
  );
  try {
    await router.openLan();
    await host.openLan();
    return wire;
  } catch (error) {
    await wire?.[Symbol.asyncDispose]();
    throw error;
  }
}

/** Gives hosts one router and a switch to it. */
async function shareLan(router: NatRouter, hosts: readonly LabHost[]): Promise<void> {
  const { namespace } = router;
  await namespace.ip("link", "add", LAN, "type", "bridge");
  await namespace.ip("link", "set", LAN, "up");
  await router.openLan();
  for (const [index, host] of hosts.entries()) {
    const device = `${LAN}${index}`;
    await joinByCable({ namespace: host.namespace, device: HOST_DEVICE }, { namespace, device });
    await namespace.ip("link", "set", device, "master", LAN);
    await host.openLan();
  }
}
