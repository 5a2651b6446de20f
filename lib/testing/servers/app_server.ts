import { TextLineStream } from "./text_lines.ts";

/**
 * How the server is started. A semi-space of what is new on the heap takes at most 8 MiB: under attack the
 * process grows by 53 MB instead of 83 to 109. And what is old is looked through when it has grown by
 * a fifth, because more that is short-lived gets there: an idle socket takes 11.5 KB, 16.7 without that.
 * Neither cost messages that could be told from the noise.
 */
export const V8_FLAGS = "--v8-flags=--max-semi-space-size=8,--heap-growing-percent=20";

/** All that the server may do: talk, read its configuration, read its own files. */
export const PERMISSIONS = ["--allow-net", "--allow-env", "--allow-read=."] as const;

/** An entry that serves sessions and sockets, and no pages: `signaling_app.ts`. */
export const SIGNALING_APP = "lib/testing/servers/signaling_app.ts";

/** Addresses that servers of this process have had. */
const former = new Set<string>();

/**
 * The built app as a process of its own, on a free port of this machine. Needs `deno task build`;
 * with `SIGNALING_APP` for an entry, which has no pages, it needs none.
 *
 * @example
 * ```ts ignore
 * await using server = await AppServer.start();
 * await fetch(server.url("/healthz"));
 * ```
 */
export class AppServer implements AsyncDisposable {
  readonly origin: string;
  readonly #basePath: string;
  readonly #child: Deno.ChildProcess;
  readonly #output: Promise<string[]>;

  private constructor(
    origin: string,
    basePath: string,
    child: Deno.ChildProcess,
    output: Promise<string[]>,
  ) {
    this.origin = origin;
    this.#basePath = basePath;
    this.#child = child;
    this.#output = output;
  }

  /**
   * Starts the server with its environment changed by `environment`. Where that names no port, it is one
   * that no server of this process had before: what browsers keep for one address, no other test finds.
   *
   * @param folder the checkout that it is a server of
   */
  static async start(
    environment: Readonly<Record<string, string>> = {},
    entry = "serve.ts",
    folder = ".",
  ): Promise<AppServer> {
    const server = await AppServer.#start(environment, entry, folder);
    if (!former.has(server.origin) || "PORT" in environment) {
      former.add(server.origin);
      return server;
    }
    await server[Symbol.asyncDispose]();
    return await AppServer.start(environment, entry, folder);
  }

  static async #start(
    environment: Readonly<Record<string, string>>,
    entry: string,
    folder: string,
  ): Promise<AppServer> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", ...PERMISSIONS, V8_FLAGS, entry],
      // No STUN: the peers are on this machine, and tests talk to nobody else.
      env: { PORT: "0", HOST: "127.0.0.1", STUN_URLS: "", ...environment },
      cwd: folder,
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const lines: string[] = [];
    const address = Promise.withResolvers<string>();
    const output = (async () => {
      const reader = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
        new TextLineStream(),
      );
      for await (const line of reader) {
        lines.push(line);
        const port = /https?:\/\/[^\s/]+:(\d+)/.exec(line)?.[1];
        if (port) address.resolve(`http://localhost:${port}`);
      }
      address.reject(new Error(`The server ended before it listened: ${lines.join("\n")}`));
      return lines;
    })();
    const basePath = URL.parse(environment["PUBLIC_URL"] ?? "")?.pathname.replace(/\/$/, "") ?? "";
    return new AppServer(await address.promise, basePath, child, output);
  }

  /** Its process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** A URL of this server, below the path of its `PUBLIC_URL`. */
  url(path: string): string {
    return `${this.origin}${this.#basePath}${path}`;
  }

  /** Ends the process at once, as a power cut would. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#child.status;
  }

  /** Ends the process in order; answers all it logged. */
  async stop(): Promise<readonly string[]> {
    this.#signal("SIGTERM");
    await this.#child.status;
    return await this.#output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#output.catch(() => []);
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      // Already ended: what was wanted.
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
