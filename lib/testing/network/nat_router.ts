import { joinByCable } from "./link.ts";
import { type Blocked, blockRules, type NatKind, natRules, WAN } from "./nat_rules.ts";
import { NetworkNamespace } from "./namespace.ts";
import type { PublicNet } from "./public_net.ts";

/** The router's device towards its hosts. */
export const LAN = "lan";

/** Where hosts' addresses begin; below them is the router. */
const FIRST_HOST = 10;

/** The router of a household: some hosts behind it, the public network before it. */
export class NatRouter implements AsyncDisposable {
  readonly namespace: NetworkNamespace;
  /** The address by which its hosts know it. */
  readonly gateway: string;
  readonly #subnet: string;
  readonly #publicNet: PublicNet;
  #kind: NatKind;
  #publicAddress: string;
  #nextHost = FIRST_HOST;
  /** To whom a full cone passes what nobody asked for: it can be one host only. */
  #mainHost: string | undefined;

  private constructor(
    namespace: NetworkNamespace,
    publicNet: PublicNet,
    kind: NatKind,
    subnet: string,
  ) {
    this.namespace = namespace;
    this.#publicNet = publicNet;
    this.#kind = kind;
    this.#publicAddress = publicNet.takeAddress();
    this.#subnet = subnet;
    this.gateway = `${subnet}.1`;
  }

  /**
   * Makes a router, plugged into the public network; its device {@linkcode LAN} is still to make.
   *
   * @param subnet the first three numbers of its hosts' addresses
   */
  static async create(
    label: string,
    publicNet: PublicNet,
    kind: NatKind,
    subnet: string,
  ): Promise<NatRouter> {
    await using stack = new AsyncDisposableStack();
    const namespace = stack.use(await NetworkNamespace.create(label));
    const router = new NatRouter(namespace, publicNet, kind, subnet);
    namespace.setKernel("net/ipv4/ip_forward", "1");
    const device = publicNet.takePort();
    await joinByCable({ namespace, device: WAN }, { namespace: publicNet.namespace, device });
    await publicNet.plugIn(device);
    await router.#setPublicAddress();
    stack.move(); // From here on it is the router's.
    return router;
  }

  /** By which address the world knows those behind it. */
  get publicAddress(): string {
    return this.#publicAddress;
  }

  /** An address that no host has had, in place of its previous one if it had one. */
  takeHostAddress(previous?: string): string {
    const address = `${this.#subnet}.${this.#nextHost++}`;
    if (previous === this.#mainHost) this.#mainHost = address;
    return address;
  }

  /** Gives the device {@linkcode LAN} its address, once it and a host are there, and routes. */
  async openLan(): Promise<void> {
    await this.namespace.ip("addr", "add", `${this.gateway}/24`, "dev", LAN);
    await this.setKind(this.#kind);
  }

  /** Becomes another kind of router: all mappings are forgotten. */
  async setKind(kind: NatKind): Promise<void> {
    this.#kind = kind;
    await this.applyRules();
    await this.forgetMappings();
  }

  /** Puts its rules into force again, after an address has changed. */
  async applyRules(): Promise<void> {
    // Hosts behind a NAT have no address that the public network knows.
    const via = this.#kind === "open" ? this.#publicAddress : undefined;
    await this.#publicNet.routeTo(`${this.#subnet}.0/24`, via);
    const rules = natRules(this.#kind, this.#mainHost ?? this.gateway);
    await this.namespace.exec("nft", ["-f", "-"], { stdin: rules });
  }

  /** Forgets all mappings, as routers do when they are restarted or when their table is full. */
  async forgetMappings(): Promise<void> {
    await this.namespace.exec("conntrack", ["-F"]);
  }

  /** Gets another public address, as a provider gives one at a reconnect. */
  async changePublicAddress(): Promise<void> {
    this.#publicAddress = this.#publicNet.takeAddress();
    await this.#setPublicAddress();
    await this.setKind(this.#kind);
  }

  /** Drops what passes, both ways, until {@linkcode unblock}. It doesn't tell anybody. */
  async block(blocked: Blocked): Promise<void> {
    await this.namespace.exec("nft", ["-f", "-"], { stdin: blockRules(blocked) });
  }

  /** Passes everything again that its kind passes. */
  async unblock(): Promise<void> {
    await this.namespace.exec("nft", ["-f", "-"], { stdin: blockRules(undefined) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.namespace[Symbol.asyncDispose]();
  }

  async #setPublicAddress(): Promise<void> {
    await this.namespace.ip("addr", "flush", "dev", WAN);
    await this.namespace.ip("addr", "add", `${this.#publicAddress}/24`, "dev", WAN);
    await this.namespace.ip("route", "replace", "default", "via", this.#publicNet.address);
  }
}
