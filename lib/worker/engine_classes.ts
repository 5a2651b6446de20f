/**
 * What engines on the page need, as one piece to load late.
 * @module
 */
export { outgoingFiles } from "../storage/blob_source.ts";
export { FileReceiver } from "../transfer/file_receiver.ts";
export { ReadDigests } from "../transfer/read_digests.ts";
export { SharedReads } from "../transfer/shared_reads.ts";
export { FileSender } from "../transfer/file_sender.ts";
