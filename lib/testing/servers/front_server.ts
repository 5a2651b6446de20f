import { removeTree } from "../remove_tree.ts";
import type { Program } from "./installed.ts";
import { until } from "./until.ts";

/** Time for a proxy to listen, ms; it takes about a hundred. */
const START_DEADLINE_MS = 20_000;

/** How a proxy is started in front of the app. */
export interface Front {
  readonly program: Program;
  /** Writes what it needs into a folder of its own; answers its arguments and its environment. */
  prepare(ports: { readonly own: number; readonly app: number }, folder: string): Promise<{
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }>;
}

/** Caddy with `deploy/Caddyfile` as it is. Without TLS, which doesn't change what it takes for a request. */
export const CADDY: Front = {
  program: { name: "caddy", version: "version", debian: "caddy" },
  prepare({ own, app }, folder) {
    return Promise.resolve({
      args: ["run", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"],
      env: {
        SITE_HOST: `http://:${own}`,
        APP_ADDRESS: `127.0.0.1:${app}`,
        CADDY_ADMIN: `unix/${folder}/admin`,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
        HOME: folder,
      },
    });
  },
};

/** nginx with the example of `docs/deploy.md`, without TLS. */
export const NGINX: Front = {
  program: { name: "nginx", version: "-v", debian: "nginx-light" },
  async prepare({ own, app }, folder) {
    const document = await Deno.readTextFile("docs/deploy.md");
    await Deno.writeTextFile(
      `${folder}/nginx.conf`,
      `daemon off;
pid ${folder}/pid;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
${nginxExample(document, own, app)}
}
`,
    );
    return { args: ["-e", "stderr", "-c", `${folder}/nginx.conf`], env: {} };
  },
};

/** The example between its fences, which names no TLS and other ports; fails where it isn't what it was. */
function nginxExample(document: string, own: number, app: number): string {
  const example = [...document.matchAll(/```nginx\n(.*?)```/gs)]
    .map(([, text = ""]) => text).find((text) => text.includes("$connection_upgrade"));
  const changed = example?.replace("listen 443 ssl;", `listen 127.0.0.1:${own};`)
    .replace("http://127.0.0.1:8000", `http://127.0.0.1:${app}`);
  if (!changed?.includes(`:${own};`) || !changed.includes(`:${app};`)) {
    throw new Error("docs/deploy.md has another example of nginx");
  }
  return changed;
}

/** A proxy in front of the app: a process of its own on a free port of this machine. */
export class FrontServer implements AsyncDisposable {
  readonly port: number;
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;

  private constructor(port: number, child: Deno.ChildProcess, folder: string) {
    this.port = port;
    this.#child = child;
    this.#folder = folder;
  }

  static async start({ program, prepare }: Front, app: number): Promise<FrontServer> {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const own = listener.addr.port;
    listener.close();
    const folder = await Deno.makeTempDir({ prefix: "filefrag_front_" });
    const { args, env } = await prepare({ own, app }, folder);
    const child = new Deno.Command(program.name, {
      args: [...args],
      env,
      stdout: "null",
      stderr: "null",
    }).spawn();
    const server = new FrontServer(own, child, folder);
    await until(`${program.name} listens`, async () => {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port: own })).close();
        return true;
      } catch (error) {
        if (error instanceof Deno.errors.ConnectionRefused) return undefined;
        throw error;
      }
    }, START_DEADLINE_MS);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Not at once: nginx's workers end with it only when it may tell them.
    this.#child.kill("SIGTERM");
    await this.#child.status;
    await removeTree(this.#folder);
  }
}
