import { NetworkNamespace } from "./namespace.ts";

/** Addresses that are nobody's: they are for documentation. */
const SUBNET = "203.0.113";
const BRIDGE = "public";
const FIRST_ROUTER = 10;

/** The public network of a lab, and a host in it: servers can be started in its namespace. */
export class PublicNet implements AsyncDisposable {
  readonly namespace: NetworkNamespace;
  /** The host's address. */
  readonly address = `${SUBNET}.1`;
  /** The host's other address, for those who ask whether a NAT maps both alike. */
  readonly otherAddress = `${SUBNET}.2`;
  #nextRouter = FIRST_ROUTER;
  #nextPort = 1;

  private constructor(namespace: NetworkNamespace) {
    this.namespace = namespace;
  }

  static async create(): Promise<PublicNet> {
    await using stack = new AsyncDisposableStack();
    const namespace = stack.use(await NetworkNamespace.create("public"));
    const net = new PublicNet(namespace);
    // Also routes between the routers, for hosts with public addresses behind them.
    namespace.setKernel("net/ipv4/ip_forward", "1");
    await namespace.ip("link", "add", BRIDGE, "type", "bridge");
    for (const address of [net.address, net.otherAddress]) {
      await namespace.ip("addr", "add", `${address}/24`, "dev", BRIDGE);
    }
    await namespace.ip("link", "set", BRIDGE, "up");
    stack.move(); // From here on it is the network's.
    return net;
  }

  /** An address that no router has had. */
  takeAddress(): string {
    return `${SUBNET}.${this.#nextRouter++}`;
  }

  /** The name of a device for one more router. */
  takePort(): string {
    return `port${this.#nextPort++}`;
  }

  /** Plugs a device into the network. */
  async plugIn(device: string): Promise<void> {
    await this.namespace.ip("link", "set", device, "master", BRIDGE);
  }

  /** Makes addresses known to be behind a router, or to be nowhere. */
  async routeTo(subnet: string, via: string | undefined): Promise<void> {
    if (via) return void await this.namespace.ip("route", "replace", subnet, "via", via);
    const known = await this.namespace.ip("route", "show", subnet);
    if (known !== "") await this.namespace.ip("route", "del", subnet);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.namespace[Symbol.asyncDispose]();
  }
}
