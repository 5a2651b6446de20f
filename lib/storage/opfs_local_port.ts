import { freeMemory } from "./free_memory.ts";
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
    postMessage: (message: unknown) => void carryOut(writer, message),
    terminate: () => {},
  };
}

/** Carries out one request, and frees the bytes it brought: they are the writer's. */
export async function carryOut(writer: OpfsWriter, message: unknown): Promise<void> {
  const request = parseOpfsRequest(message);
  // Uncaught on purpose: the page hears it as an `error` of this worker and fails what is pending.
  if (request === undefined) throw new TypeError("Cannot read a request");
  await writer.handle(request);
  if (request.type === "write") freeMemory(request.bytes.buffer);
}
