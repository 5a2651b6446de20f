import { FailureError } from "../../protocol/failure.ts";
import type { FileWriter, OpfsEntry } from "./file_writer.ts";
import { type OpfsReply, type OpfsRequest, parseOpfsReply } from "./opfs_messages.ts";

/** What we use of a `Worker`. */
export type WorkerPort = Pick<
  Worker,
  "addEventListener" | "postMessage" | "terminate"
>;

/** A request less the number it is answered under. */
type OpfsCall = WithoutCall<Exclude<OpfsRequest, { type: "open" }>>;
type WithoutCall<Request> = Request extends unknown ? Omit<Request, "call">
  : never;

/** The page's end of one worker that writes: numbers the calls and matches the replies. */
export class OpfsClient implements FileWriter {
  readonly #port: WorkerPort;
  readonly #calls = new Map<number, PromiseWithResolvers<OpfsReply>>();
  #lastCall = 0;
  #lost: FailureError | undefined;

  constructor(port: WorkerPort) {
    this.#port = port;
    port.addEventListener("message", (event) => this.#receive(event.data));
    port.addEventListener("error", (event) => {
      this.#lose(event.message || "its script can't be loaded");
    });
    port.addEventListener("messageerror", () => this.#lose("unreadable reply"));
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  open(file: number, entry: OpfsEntry): void {
    const request: OpfsRequest = { type: "open", file, entry };
    if (this.#lost === undefined) this.#port.postMessage(request);
  }

  async write(file: number, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#call({ type: "write", file, offset, bytes }, [bytes.buffer]);
  }

  async finish(file: number, size: number): Promise<File> {
    const reply = await this.#call({ type: "finish", file, size });
    if (reply.type !== "saved") throw unexpected(reply);
    return reply.file;
  }

  async keep(file: number): Promise<void> {
    await this.#call({ type: "keep", file });
  }

  async discard(file: number, entry: OpfsEntry): Promise<void> {
    await this.#call({ type: "discard", file, entry });
  }

  async probe(entry: OpfsEntry, bytes: number): Promise<number> {
    const reply = await this.#call({ type: "probe", entry, bytes });
    if (reply.type !== "room") throw unexpected(reply);
    return reply.bytes;
  }

  async #call(request: OpfsCall, transfer: Transferable[] = []): Promise<OpfsReply> {
    if (this.#lost !== undefined) throw this.#lost;
    const call = ++this.#lastCall;
    const pending = Promise.withResolvers<OpfsReply>();
    this.#calls.set(call, pending);
    try {
      this.#port.postMessage({ ...request, call }, transfer);
      return await pending.promise;
    } finally {
      this.#calls.delete(call);
    }
  }

  #receive(data: unknown): void {
    const reply = parseOpfsReply(data);
    if (reply === undefined) {
      this.#lose("unreadable reply");
      return;
    }
    const pending = this.#calls.get(reply.call);
    if (reply.type === "failed") {
      pending?.reject(new FailureError(reply.reason, reply.message));
    } else {
      pending?.resolve(reply);
    }
  }

  /** Nothing a worker says after a defect can be trusted; ending it also closes its files. */
  #lose(state: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = new FailureError(
      "storage-failed",
      `Cannot write: the OPFS worker failed: ${state}`,
    );
    this.#port.terminate();
    for (const pending of this.#calls.values()) pending.reject(this.#lost);
  }
}

function unexpected({ type }: OpfsReply): FailureError {
  return new FailureError("storage-failed", `Cannot write: the OPFS worker answered "${type}"`);
}
