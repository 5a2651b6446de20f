/**
 * What engines on the page need, as one piece to load late.
 * @module
 */
export { outgoingFiles } from "../storage/sources/blob_source.ts";
export { FileReceiver } from "../transfer/receive/file_receiver.ts";
export { ReadDigests } from "../transfer/send/read_digests.ts";
export { SharedReads } from "../transfer/send/shared_reads.ts";
export { FileSender } from "../transfer/send/file_sender.ts";
