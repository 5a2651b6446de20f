import { isInstalled } from "./installed.ts";
import { until } from "./until.ts";

const PROGRAM = "redis-server";

/** Time for it to listen, ms; it takes about fifty. */
const START_DEADLINE_MS = 10_000;

/**
 * A real Redis on a free port of this machine, in a folder of its own, that keeps nothing on disk.
 * Tests stop, freeze and start it again.
 */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #args: readonly string[];
  #child: Deno.ChildProcess | undefined;

  private constructor(port: number, folder: string, args: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#args = args;
  }

  /**
   * Whether there is one to start. Where there isn't, what doesn't run because of that is told by its
   * name.
   */
  static async isInstalled(what: string): Promise<boolean> {
    return await isInstalled({ name: PROGRAM, version: "--version", debian: PROGRAM }, what);
  }

  /**
   * @param args what stands before our own arguments, which win: a file of configuration first
   * @param bind the addresses that it listens at
   */
  static async start(args: readonly string[] = [], bind = "127.0.0.1"): Promise<RedisServer> {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const folder = await Deno.makeTempDir({ prefix: "filefrag-redis-" });
    const server = new RedisServer(port, folder, [...args, "--bind", bind]);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it (again) on the same port, empty. */
  async start(): Promise<void> {
    this.#child = new Deno.Command(PROGRAM, {
      args: [
        ...[...this.#args, "--port", String(this.port), "--dir", this.#folder],
        ...["--save", "", "--appendonly", "no"],
      ],
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    await until("Redis listens", async () => {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port: this.port })).close();
        return true;
      } catch (error) {
        if (error instanceof Deno.errors.ConnectionRefused) return undefined;
        throw error;
      }
    }, START_DEADLINE_MS);
  }

  /** Ends it as a power cut would. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
    await child?.status;
  }

  /** Has it answer nothing, and take connections all the same. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  /** Ends a freeze; what it was asked meanwhile it does now. */
  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Has `redis-cli` say something; answers what it prints. */
  async command(...words: readonly string[]): Promise<string> {
    const args = ["-p", String(this.port), "--raw", ...words];
    const { stdout } = await new Deno.Command("redis-cli", { args }).output();
    return new TextDecoder().decode(stdout);
  }

  /** Every key and value, as text: what somebody would find who broke in. */
  async contents(): Promise<string> {
    const readers: Readonly<Record<string, readonly string[]>> = {
      hash: ["HGETALL"],
      set: ["SMEMBERS"],
      zset: ["ZRANGE", "0", "-1", "WITHSCORES"],
      list: ["LRANGE", "0", "-1"],
      string: ["GET"],
    };
    const lines: string[] = [];
    for (const key of (await this.command("KEYS", "*")).split("\n").filter(Boolean)) {
      const [command = "GET", ...rest] = readers[(await this.command("TYPE", key)).trim()] ??
        ["GET"];
      lines.push(key, await this.command(command, key, ...rest));
    }
    return lines.join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
