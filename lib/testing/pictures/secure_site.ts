import { AppServer } from "../servers/app_server.ts";

const NAME = "files.example";

/**
 * The built app behind TLS under a name as a reader would see it. Browsers that are started with its
 * arguments find it there, and nothing leaves this machine. Needs `openssl`.
 */
export class SecureSite implements AsyncDisposable {
  /** What a Chromium is started with. */
  readonly args: readonly string[];
  readonly #stack: AsyncDisposableStack;

  private constructor(port: number, stack: AsyncDisposableStack) {
    this.args = [
      `--host-resolver-rules=MAP ${NAME}:443 127.0.0.1:${port}`,
      "--ignore-certificate-errors",
    ];
    this.#stack = stack;
  }

  static async start(): Promise<SecureSite> {
    await using stack = new AsyncDisposableStack();
    const app = stack.use(await AppServer.start({ PUBLIC_URL: `https://${NAME}` }));
    const listener = stack.use(
      Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...await certificate() }),
    );
    const port = Number(new URL(app.origin).port);
    const relaying = relay(listener, port);
    stack.defer(() => relaying);
    // Last in, first out: the listener closes, then its loop has ended, then the app does.
    stack.defer(() => listener.close());
    return new SecureSite(listener.addr.port, stack.move());
  }

  /** The address of a page. */
  url(path: string): string {
    return `https://${NAME}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** Passes bytes both ways until the listener closes. */
async function relay(listener: Deno.TlsListener, port: number): Promise<void> {
  for await (const outside of listener) {
    const inside = await Deno.connect({ hostname: "127.0.0.1", port });
    for (const [from, to] of [[outside, inside], [inside, outside]] as const) {
      // A page that goes cuts its connections: that is the end, and no news.
      from.readable.pipeTo(to.writable).catch(() => {});
    }
  }
}

async function certificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const folder = await Deno.makeTempDir({ prefix: "filefrag_certificate_" });
  try {
    const [keyPath, certPath] = [`${folder}/key.pem`, `${folder}/cert.pem`];
    const { success } = await new Deno.Command("openssl", {
      args: [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
        ...["-days", "2", "-subj", `/CN=${NAME}`, "-addext", `subjectAltName=DNS:${NAME}`],
        ...["-keyout", keyPath, "-out", certPath],
      ],
      stderr: "null",
    }).output();
    if (!success) throw new Error("Cannot make a certificate with openssl");
    return { key: await Deno.readTextFile(keyPath), cert: await Deno.readTextFile(certPath) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
