import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { AppServer } from "../servers/app_server.ts";
import type { BrowserName } from "../browsers/browser_name.ts";
import { IslandPage, openLink, savedFile, shareFiles } from "../browsers/island_page.ts";
import { sha256OfFile, TempFiles } from "../browsers/temp_files.ts";
import { TestBrowser } from "../browsers/test_browser.ts";
import { FlowMeter } from "./flow_meter.ts";
import { NatLab, type NatLabOptions } from "./nat_lab.ts";
import { carriedBytes, connectTime, probe } from "./page_probe.ts";
import { StunServer } from "./stun_server.ts";

/** Which servers the pages may ask for their addresses and for a relay. */
export type HelpingServers = "none" | "unreachable" | "stun" | "turn";

/** Who is where, and with whose help they find each other. */
export interface TransferStageOptions extends NatLabOptions {
  /** @default {"turn"} */
  readonly servers?: HelpingServers;
  /** Kinds of browsers, at `a` and `b`. @default {["chromium", "chromium"]} */
  readonly browsers?: readonly [BrowserName, BrowserName];
}

const TURN_SECRET = "of this test";
/** An address of the lab's public network that nobody has. */
const NOBODY = "stun:203.0.113.250:3478";
/** Tests share more often than people. */
const MORE_SESSIONS = { SESSIONS_PER_MINUTE: "1000", MAX_SOCKETS_PER_ADDRESS: "1000" };

/**
 * What a transfer over a network of routers needs: the network, a browser at either end, the app's
 * server, and its STUN and TURN server. It stands for several transfers one after the other.
 *
 * @example
 * ```ts ignore
 * await using stage = await TransferStage.create({ a: "cone", b: "symmetric" });
 * await using transfer = await stage.offer(64 * MIB);
 * await transfer.begin();
 * await stage.lab.a.router.changePublicAddress();
 * const ms = await transfer.flowsWithin(6_000);
 * const { sentAgain } = await transfer.finish();
 * ```
 */
export class TransferStage implements AsyncDisposable {
  readonly lab: NatLab;
  readonly files: TempFiles;
  /** The browser of host `a`. */
  readonly sending: TestBrowser;
  /** The browser of host `b`. */
  readonly receiving: TestBrowser;
  /** What comes in at host `b`. */
  readonly flow: FlowMeter;
  readonly #environment: Readonly<Record<string, string>>;
  #server: AppServer;
  #turn: StunServer | undefined;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    parts: {
      readonly lab: NatLab;
      readonly files: TempFiles;
      readonly sending: TestBrowser;
      readonly receiving: TestBrowser;
      readonly server: AppServer;
      readonly turn: StunServer | undefined;
      readonly environment: Readonly<Record<string, string>>;
    },
    stack: AsyncDisposableStack,
  ) {
    this.lab = parts.lab;
    this.files = parts.files;
    this.sending = parts.sending;
    this.receiving = parts.receiving;
    this.flow = new FlowMeter(parts.receiving.processId);
    this.#server = parts.server;
    this.#turn = parts.turn;
    this.#environment = parts.environment;
    this.#stack = stack;
  }

  static async create(
    { servers = "turn", browsers = ["chromium", "chromium"], ...options }: TransferStageOptions,
  ): Promise<TransferStage> {
    await using stack = new AsyncDisposableStack();
    const files = stack.use(await TempFiles.create());
    const lab = stack.use(await NatLab.create(options));
    const turn = await startTurn(lab, servers);
    // Until there is a stage, which may replace it.
    await using starting = new AsyncDisposableStack();
    if (turn) starting.use(turn);
    const found = servers === "unreachable" ? { STUN_URLS: NOBODY } : turn?.environment;
    const first = stack.use(await AppServer.start({ ...found, ...MORE_SESSIONS }));
    const { port } = new URL(first.origin);
    // A server that comes back has to be found at the same address.
    const environment = { ...found, ...MORE_SESSIONS, PORT: port };
    lab.expose(Number(port));
    const launch = async (name: BrowserName, namespace: string) =>
      stack.use(await TestBrowser.launch(name, { namespace }));
    const sending = await launch(browsers[0], lab.a.namespace.name);
    const receiving = await launch(browsers[1], lab.b.namespace.name);
    const parts = { lab, files, sending, receiving, server: first, turn, environment };
    starting.move();
    return new TransferStage(parts, stack.move());
  }

  /** Shares a file of so many bytes at `a`, and opens the link at `b`: both show the offer. */
  async offer(size: number): Promise<StagedTransfer> {
    const { sender, link, path, receiverTab } = await this.share(size);
    const receiver = await openLink(this.receiving, link, receiverTab);
    await receiver.waitFor("connected");
    await sender.waitFor("connected");
    return new StagedTransfer(this, { sender, receiver, path, size });
  }

  /** Shares a file of so many bytes at `a`, and prepares a tab at `b` that opens nothing yet. */
  async share(size: number) {
    const path = await this.files.random("file.bin", size);
    const tabs = [await this.sending.newPage(), await this.receiving.newPage()] as const;
    for (const tab of tabs) await probe(tab);
    const [senderTab, receiverTab] = tabs;
    const { sender, link } = await shareFiles(this.sending, this.#server, [path], senderTab);
    return { sender, link, path, receiverTab };
  }

  /** Kills the app's server. */
  async killServer(): Promise<void> {
    await this.#server.kill();
  }

  /** Starts the app's server again where it was. */
  async startServer(): Promise<void> {
    this.#server = this.#stack.use(await AppServer.start(this.#environment));
  }

  /** Kills the TURN server: it forgets all relays. */
  async killTurn(): Promise<void> {
    await this.#turn?.[Symbol.asyncDispose]();
    this.#turn = undefined;
  }

  /** Starts the TURN server again where it was. */
  async startTurn(): Promise<void> {
    this.#turn = await startTurn(this.lab, "turn");
  }

  /** Stops host `b`'s browser for a while, as a closed lid does. */
  async sleep(ms: number): Promise<void> {
    const processes = await this.lab.b.namespace.processes();
    signal(processes, "SIGSTOP");
    try {
      await new Promise((resolve) => setTimeout(resolve, ms));
    } finally {
      signal(processes, "SIGCONT");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killTurn();
    await this.#stack.disposeAsync();
  }
}

/** One transfer on a {@linkcode TransferStage}; its end closes both tabs. */
export class StagedTransfer implements AsyncDisposable {
  readonly sender: IslandPage;
  readonly receiver: IslandPage;
  readonly #stage: TransferStage;
  readonly #path: string;
  readonly #size: number;

  constructor(
    stage: TransferStage,
    { sender, receiver, path, size }: {
      readonly sender: IslandPage;
      readonly receiver: IslandPage;
      readonly path: string;
      readonly size: number;
    },
  ) {
    this.#stage = stage;
    this.sender = sender;
    this.receiver = receiver;
    this.#path = path;
    this.#size = size;
  }

  /** Milliseconds from opening the link to the offer on the screen. */
  connectTime(): Promise<number> {
    return connectTime(this.receiver.page);
  }

  /** Accepts the offer, and waits until so many bytes are there. */
  async begin(bytes = 0): Promise<void> {
    await this.receiver.press("receive");
    await this.#stage.flow.received(bytes, 30_000);
  }

  /** As {@linkcode FlowMeter.flowsWithin}; the error shows both pages. */
  async flowsWithin(deadlineMs: number): Promise<number> {
    try {
      return await this.#stage.flow.flowsWithin(deadlineMs);
    } catch (cause) {
      const pages = await Promise.all([this.sender.describe(), this.receiver.describe()]);
      throw new Error(`Nothing flows:\n${pages.join("\n")}`, { cause });
    }
  }

  /** Waits for the end on both sides, and for the same bytes on `b`'s disk. */
  async finish(deadlineMs = 60_000): Promise<{ readonly sentAgain: number }> {
    await this.receiver.waitFor("done", deadlineMs);
    await this.sender.waitFor("done");
    const saved = await savedFile(this.#stage.receiving, this.#size);
    assert.equal(await sha256OfFile(saved), await sha256OfFile(this.#path));
    await Deno.remove(saved);
    const { sent } = await carriedBytes(this.sender.page);
    return { sentAgain: Math.max(0, sent - this.#size) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([close(this.sender.page), close(this.receiver.page)]);
  }
}

async function close(page: Page): Promise<void> {
  await page.close({ runBeforeUnload: false });
}

async function startTurn(lab: NatLab, servers: HelpingServers): Promise<StunServer | undefined> {
  if (servers === "stun") return await StunServer.start(lab.publicNet);
  if (servers === "turn") return await StunServer.start(lab.publicNet, { secret: TURN_SECRET });
}

function signal(processes: readonly number[], name: Deno.Signal): void {
  for (const pid of processes) {
    try {
      Deno.kill(pid, name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // Just ended by itself.
    }
  }
}
