/**
 * What engines on the page need, as one piece to load late.
 * @module
 */
export { outgoingFile } from "../storage/blob_source.ts";
export { FileReceiver } from "../transfer/file_receiver.ts";
export { ReadDigests } from "../transfer/read_digests.ts";
export { FileSender } from "../transfer/file_sender.ts";
