import { AppServer } from "../lib/testing/servers/app_server.ts";
import { TempFiles } from "../lib/testing/browsers/temp_files.ts";
import { BareServer } from "./bare/bare_server.ts";
import { MIB } from "./moved.ts";

/** The servers of the product and of the bare baselines, and a place for files. */
export class TestBed implements AsyncDisposable {
  readonly app: AppServer;
  readonly bare: BareServer;
  readonly files: TempFiles;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    app: AppServer,
    bare: BareServer,
    files: TempFiles,
    stack: AsyncDisposableStack,
  ) {
    this.app = app;
    this.bare = bare;
    this.files = files;
    this.#stack = stack;
  }

  static async start(): Promise<TestBed> {
    await using stack = new AsyncDisposableStack();
    const files = stack.use(await TempFiles.create());
    const app = stack.use(await AppServer.start());
    const bare = stack.use(await BareServer.start());
    return new TestBed(app, bare, files, stack.move());
  }

  /** A file of so many MiB of random bytes. */
  file(mib: number): Promise<string> {
    return this.files.random(`bench ${mib} MiB.bin`, mib * MIB);
  }

  /** The ports of both servers. */
  get ports(): readonly number[] {
    return [Number(new URL(this.app.origin).port), this.bare.port];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
