import { reasonOf } from "../../protocol/failure.ts";
import type { FileWriter } from "./file_writer.ts";
import { type OpfsReply, type OpfsRequest, parseOpfsRequest } from "./opfs_messages.ts";

/**
 * Carries out one request of the page.
 *
 * @throws {TypeError} at once where it is no request. Uncaught by a worker that listens to a page, so
 * that the page hears of it as an `error` of the worker and fails what is pending.
 */
export function carryOut(
  writer: FileWriter,
  message: unknown,
  reply: (reply: OpfsReply) => void,
): void {
  const request = parseOpfsRequest(message);
  if (request === undefined) throw new TypeError("Cannot read a request");
  if (request.type === "open") return writer.open(request.file, request.entry);
  const { call } = request;
  answer(writer, request).then(reply, (error: unknown) => {
    const reason = reasonOf(error) === "storage-full" ? "storage-full" : "storage-failed";
    const message = error instanceof Error ? error.message : String(error);
    reply({ type: "failed", call, reason, message });
  });
}

async function answer(
  writer: FileWriter,
  request: Exclude<OpfsRequest, { type: "open" }>,
): Promise<OpfsReply> {
  const { call } = request;
  switch (request.type) {
    case "finish":
      return { type: "saved", call, file: await writer.finish(request.file, request.size) };
    case "probe":
      return { type: "room", call, bytes: await writer.probe(request.entry, request.bytes) };
    case "write":
      await writer.write(request.file, request.offset, request.bytes);
      break;
    case "keep":
      await writer.keep(request.file);
      break;
    case "discard":
      await writer.discard(request.file, request.entry);
  }
  return { type: "done", call };
}
