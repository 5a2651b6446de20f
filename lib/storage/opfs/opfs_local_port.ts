import { freeMemory } from "../../browser/free_memory.ts";
import type { WorkerPort } from "./opfs_client.ts";
import { parseOpfsRequest } from "./opfs_messages.ts";
import { type Disk, OpfsWriter } from "./opfs_writer.ts";

/** An OPFS writer in this very worker, behind the same port as one in a worker of its own. */
export function opfsLocalPort(disk: Disk): WorkerPort {
  const replies = new EventTarget();
  const writer = new OpfsWriter(disk, (reply) => {
    replies.dispatchEvent(new MessageEvent("message", { data: reply }));
  });
  return {
    addEventListener: replies.addEventListener.bind(replies),
    postMessage: (message: unknown) => carryOut(writer, message),
    terminate: () => {},
  };
}

/**
 * Carries out one request, and frees the bytes it brought: they are the writer's.
 *
 * @throws {TypeError} at once where it is no request. Uncaught by a worker that listens to a page, so
 * that the page hears of it as an `error` of the worker and fails what is pending.
 */
export function carryOut(writer: OpfsWriter, message: unknown): void {
  const request = parseOpfsRequest(message);
  if (request === undefined) throw new TypeError("Cannot read a request");
  writer.handle(request).then(() => {
    if (request.type === "write") freeMemory(request.bytes.buffer);
  });
}
