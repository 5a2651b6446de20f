/**
 * What offers received files on a page that receives none: loaded where there are any.
 * @module
 */
export { zipBlob } from "../../storage/saving/zip_blob.ts";
export { ReceivedBefore } from "./ReceivedBefore.tsx";
export { receivedBeforeModel } from "./received_before_model.ts";
export { savingEdges } from "./saving_edges.ts";
