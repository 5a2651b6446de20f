import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { AppServer } from "../servers/app_server.ts";
import type { BrowserName } from "./browser_name.ts";
import { type IslandPage, openLink, savedFile, shareFiles } from "./island_page.ts";
import { borrowBrowser } from "./shared_browsers.ts";
import { sha256OfFile, TempFiles } from "./temp_files.ts";
import { TestBrowser, type TestBrowserOptions } from "./test_browser.ts";

/** How a {@linkcode FileStage} is made. */
export interface FileStageOptions {
  /** Which browser sends. @default {"chromium"} */
  readonly from?: BrowserName;
  /** Which browser receives. @default {"chromium"} */
  readonly to?: BrowserName;
  /** How that one is started; by default it is one that other tests have as well. */
  readonly receiving?: TestBrowserOptions | undefined;
}

/** A share whose receiver sees the offer. */
export interface Offered {
  readonly path: string;
  readonly link: string;
  readonly sender: IslandPage;
  readonly receiver: IslandPage;
}

/** A server and two browsers: one that shares a file, one that has its link open. */
export class FileStage implements AsyncDisposable {
  readonly files: TempFiles;
  readonly server: AppServer;
  readonly sending: TestBrowser;
  readonly receiving: TestBrowser;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    files: TempFiles,
    server: AppServer,
    sending: TestBrowser,
    receiving: TestBrowser,
    stack: AsyncDisposableStack,
  ) {
    this.files = files;
    this.server = server;
    this.sending = sending;
    this.receiving = receiving;
    this.#stack = stack;
  }

  static async start(
    { from = "chromium", to = "chromium", receiving }: FileStageOptions = {},
  ): Promise<FileStage> {
    await using stack = new AsyncDisposableStack();
    const files = stack.use(await TempFiles.create());
    const server = stack.use(await AppServer.start());
    const here = stack.use(await borrowBrowser(from));
    const there = stack.use(
      await (receiving ? TestBrowser.launch(to, receiving) : borrowBrowser(to)),
    );
    return new FileStage(files, server, here, there, stack.move());
  }

  /**
   * Shares a file and opens its link; done when the offer is shown.
   *
   * @param file its path, or the bytes of `file.bin`, which then are random
   * @param tab where the link is opened; one of its own by default
   * @param seats how many may receive
   */
  async offer(file: string | number, tab?: Page, seats = 1): Promise<Offered> {
    const path = typeof file === "string" ? file : await this.files.random("file.bin", file);
    const { sender, link } = await shareFiles(
      this.sending,
      this.server,
      [path],
      undefined,
      seats,
    );
    const receiver = await openLink(this.receiving, link, tab);
    // Whether it may be left while bytes move is for its reader to say.
    receiver.page.on("dialog", (dialog) => dialog.accept());
    await receiver.waitFor("connected");
    return { path, link, sender, receiver };
  }

  /** The same, and has it received. */
  async transfer(file: string | number, tab?: Page): Promise<Offered> {
    const offered = await this.offer(file, tab);
    await offered.receiver.press("receive");
    return offered;
  }

  /** Waits until the receiver has saved the file, and compares it by its digest. */
  async assertSaved({ path }: Pick<Offered, "path">): Promise<void> {
    const saved = await savedFile(this.receiving, (await Deno.stat(path)).size);
    assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
