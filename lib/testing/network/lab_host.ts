import { NetworkNamespace } from "./namespace.ts";
import type { NatRouter } from "./nat_router.ts";

/** The host's device towards its router. */
export const HOST_DEVICE = "eth0";

/** A computer behind a router. */
export class LabHost implements AsyncDisposable {
  readonly namespace: NetworkNamespace;
  readonly router: NatRouter;
  #address: string;

  private constructor(namespace: NetworkNamespace, router: NatRouter) {
    this.namespace = namespace;
    this.router = router;
    this.#address = router.takeHostAddress();
  }

  /** Makes a host; its device {@linkcode HOST_DEVICE} is still to make. */
  static async create(label: string, router: NatRouter): Promise<LabHost> {
    return new LabHost(await NetworkNamespace.create(label), router);
  }

  /** Its address behind the router. */
  get address(): string {
    return this.#address;
  }

  /** Gives the device {@linkcode HOST_DEVICE} its address, once it is there. */
  async openLan(): Promise<void> {
    await this.namespace.ip("addr", "flush", "dev", HOST_DEVICE);
    await this.namespace.ip("addr", "add", `${this.#address}/24`, "dev", HOST_DEVICE);
    await this.namespace.ip("route", "replace", "default", "via", this.router.gateway);
  }

  /** Gets another address in its network, as after a change of the access point. */
  async changeAddress(): Promise<void> {
    this.#address = this.router.takeHostAddress(this.#address);
    await this.openLan();
    await this.router.applyRules();
  }

  /** Pulls the plug: the host knows at once that it has no network. */
  async unplug(): Promise<void> {
    await this.namespace.ip("link", "set", HOST_DEVICE, "down");
  }

  /** Puts the plug in again. */
  async plugIn(): Promise<void> {
    await this.namespace.ip("link", "set", HOST_DEVICE, "up");
    await this.openLan(); // The kernel has forgotten the routes.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.namespace[Symbol.asyncDispose]();
  }
}
