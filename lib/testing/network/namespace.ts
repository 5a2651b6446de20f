import { until } from "../servers/until.ts";
import { run, type RunOptions } from "./command.ts";
import { enterNamespace } from "./enter_namespace.ts";

/** Every namespace of ours begins with it. */
export const NAME_PREFIX = "filefrag-";

/** How long killed processes may take to be gone. */
const GONE_WITHIN_MS = 5_000;

/**
 * A network of its own inside this machine: devices, addresses, routes and firewall of nobody else.
 * It goes away with everything that runs in it.
 */
export class NetworkNamespace implements AsyncDisposable {
  /** As `ip netns` knows it; names device and firewall of nothing outside. */
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /**
   * Makes an empty namespace with nothing but its loopback device.
   *
   * @param label tells the namespaces of a lab apart
   */
  static async create(label: string): Promise<NetworkNamespace> {
    const unique = crypto.randomUUID().slice(0, 8);
    const namespace = new NetworkNamespace(`${NAME_PREFIX}${unique}-${label}`);
    await run("ip", ["netns", "add", namespace.name]);
    try {
      // IPv6 would put neighbour discovery on every wire and a second path beside every address.
      namespace.setKernel("net/ipv6/conf/all/disable_ipv6", "1");
      namespace.setKernel("net/ipv6/conf/default/disable_ipv6", "1");
      await namespace.ip("link", "set", "lo", "up");
      await namespace.#refuseNameServers();
      return namespace;
    } catch (error) {
      await namespace[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs `ip` inside. */
  ip(...args: readonly string[]): Promise<string> {
    return run("ip", ["-n", this.name, ...args]);
  }

  /** Runs a command inside to its end. */
  exec(command: string, args: readonly string[], options?: RunOptions): Promise<string> {
    return run("ip", ["netns", "exec", this.name, command, ...args], options);
  }

  /** Starts a process inside. */
  spawn(
    command: string,
    args: readonly string[],
    options: Omit<Deno.CommandOptions, "args"> = {},
  ): Deno.ChildProcess {
    const all = ["netns", "exec", this.name, command, ...args];
    return new Deno.Command("ip", { ...options, args: all }).spawn();
  }

  /** Runs something of this process inside: {@linkcode enterNamespace}. */
  enter<Result>(work: () => Result): Result {
    return enterNamespace(this.name, work);
  }

  /** Sets a kernel parameter of this network, by its path under `/proc/sys`. */
  setKernel(path: string, value: string): void {
    this.enter(() => Deno.writeTextFileSync(`/proc/sys/${path}`, value));
  }

  /**
   * How many datagrams came to a socket whose buffer was full: on a busy machine a browser isn't
   * there in time. No wire counts them as lost, but to the browser they are.
   */
  socketDrops(): number {
    const counters = this.enter(() => Deno.readTextFileSync("/proc/thread-self/net/snmp"));
    const [names, values] = counters.matchAll(/^Udp: (.*)$/gm).map(([, row]) => row?.split(" "));
    return Number(values?.[names?.indexOf("RcvbufErrors") ?? -1]);
  }

  /** The processes that run inside. */
  async processes(): Promise<number[]> {
    const pids = await run("ip", ["netns", "pids", this.name]);
    return pids.split("\n").filter((line) => line !== "").map(Number);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await until("no process in the namespace", () => this.#killAll(), GONE_WITHIN_MS);
    } finally {
      await run("ip", ["netns", "del", this.name]);
    }
  }

  /**
   * This machine's name servers are not there, and nobody would say so: whoever looks a name up, as
   * browsers do at their start and end, would wait for seconds.
   */
  async #refuseNameServers(): Promise<void> {
    const resolver = await Deno.readTextFile("/etc/resolv.conf");
    const servers = resolver.matchAll(/^nameserver\s+((?!127\.)\d+\.\d+\.\d+\.\d+)$/gm);
    for (const [, address] of servers) {
      await this.ip("route", "replace", "unreachable", `${address}/32`);
    }
  }

  /** Kills what runs inside; again and again, since what runs may be starting something. */
  async #killAll(): Promise<true | undefined> {
    const pids = await this.processes();
    for (const pid of pids) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error; // Just ended by itself.
      }
    }
    return pids.length === 0 ? true : undefined;
  }
}
