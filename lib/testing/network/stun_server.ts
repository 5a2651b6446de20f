import { until } from "../servers/until.ts";
import { run } from "./command.ts";
import type { PublicNet } from "./public_net.ts";
import { bindingRequest, type MappedAddress, mappedAddress } from "./stun_message.ts";
import { UdpSocket } from "./udp_socket.ts";

/** What a server does. */
export interface StunServerOptions {
  /** Makes it a TURN server as well, for credentials made with this secret. */
  readonly secret?: string;
  /** Makes it listen for TLS too, with a certificate that nobody knows. @default {false} */
  readonly tls?: boolean;
}

const PORT = 3478;
const TLS_PORT = 5349;
const READY_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 500;

/**
 * Debian's `turnserver` (package `coturn`) on the public host of a lab, on both of its addresses:
 * STUN, and with a secret TURN over UDP, TCP and TLS.
 *
 * @example
 * ```ts ignore
 * await using turn = await StunServer.start(lab.publicNet, { secret: "of this test" });
 * await using server = await AppServer.start(turn.environment);
 * ```
 */
export class StunServer implements AsyncDisposable {
  readonly #publicNet: PublicNet;
  readonly #options: StunServerOptions;
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;

  private constructor(
    publicNet: PublicNet,
    options: StunServerOptions,
    child: Deno.ChildProcess,
    folder: string,
  ) {
    this.#publicNet = publicNet;
    this.#options = options;
    this.#child = child;
    this.#folder = folder;
  }

  /** Starts a server and waits until it answers. */
  static async start(
    publicNet: PublicNet,
    options: StunServerOptions = {},
  ): Promise<StunServer> {
    const folder = await Deno.makeTempDir({ prefix: "filefrag_turn_" });
    try {
      if (options.tls) await makeCertificate(folder);
      const config = `${folder}/turnserver.conf`;
      await Deno.writeTextFile(config, configuration(publicNet, options, folder));
      const output = { stdout: "null", stderr: "null" } as const;
      const child = publicNet.namespace.spawn("turnserver", ["-c", config], output);
      const server = new StunServer(publicNet, options, child, folder);
      await server.#ready();
      return server;
    } catch (error) {
      await Deno.remove(folder, { recursive: true });
      throw error;
    }
  }

  /** The address to ask over UDP: `stun:…`. */
  get stunUrl(): string {
    return `stun:${this.#publicNet.address}:${PORT}`;
  }

  /** The address of the relay over one transport. */
  turnUrl(transport: "udp" | "tcp" | "tls"): string {
    const { address } = this.#publicNet;
    if (transport === "tls") return `turns:${address}:${TLS_PORT}?transport=tcp`;
    return `turn:${address}:${PORT}?transport=${transport}`;
  }

  /** What makes the app use this server. */
  get environment(): Readonly<Record<string, string>> {
    const { secret, tls } = this.#options;
    if (secret === undefined) return { STUN_URLS: this.stunUrl };
    const transports = tls ? ["udp", "tcp", "tls"] as const : ["udp", "tcp"] as const;
    return {
      STUN_URLS: this.stunUrl,
      TURN_URLS: transports.map((transport) => this.turnUrl(transport)).join(),
      TURN_SECRET: secret,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL"); // It has nothing to save, and takes its time for an orderly end.
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // Ended by itself.
    }
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #ready(): Promise<void> {
    const { namespace, address } = this.#publicNet;
    using socket = UdpSocket.bind(namespace.name);
    try {
      await until(
        "an answer from turnserver",
        () => askMapping(socket, address, PORT),
        READY_WITHIN_MS,
      );
    } catch (error) {
      this.#child.kill("SIGKILL");
      await this.#child.status;
      throw error;
    }
  }
}

/** Asks a STUN server how it sees a socket; `undefined` where no answer comes. */
export async function askMapping(
  socket: UdpSocket,
  address: string,
  port: number = PORT,
): Promise<MappedAddress | undefined> {
  await socket.send(bindingRequest(), address, port);
  const answer = await socket.receive(ANSWER_WITHIN_MS);
  return answer && mappedAddress(answer.bytes);
}

function configuration(
  { address, otherAddress }: PublicNet,
  { secret, tls }: StunServerOptions,
  folder: string,
): string {
  return [
    `listening-ip=${address}`,
    `listening-ip=${otherAddress}`,
    `relay-ip=${address}`,
    `listening-port=${PORT}`,
    "min-port=49160",
    "max-port=49359",
    "realm=filefrag.invalid",
    "fingerprint",
    "no-cli",
    "no-multicast-peers",
    "simple-log",
    "log-file=stdout",
    // In the package's places two servers on one machine would find each other's.
    `userdb=${folder}/turndb`,
    `pidfile=${folder}/turnserver.pid`,
    ...(secret === undefined ? ["stun-only"] : ["use-auth-secret", `static-auth-secret=${secret}`]),
    ...(tls
      ? [`tls-listening-port=${TLS_PORT}`, `cert=${folder}/cert.pem`, `pkey=${folder}/key.pem`]
      : ["no-tls", "no-dtls"]),
    "",
  ].join("\n");
}

async function makeCertificate(folder: string): Promise<void> {
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-days", "2", "-subj", "/CN=filefrag.invalid"],
    ...["-keyout", `${folder}/key.pem`, "-out", `${folder}/cert.pem`],
  ]);
}
