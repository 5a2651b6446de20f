/**
 * What the receiver's page needs for an offer, as one piece to load while the server answers: all of it
 * is there before the offer is shown, because from then on the server may be gone.
 * @module
 */
export { zipBlob } from "../../storage/saving/zip_blob.ts";
export { ReceptionPanel } from "./TransferPanel.tsx";
export { leftOversModel } from "./saving/left_overs_model.ts";
export { placePicker } from "./destination_picker.ts";
export { ReceptionDesk } from "./incoming_transfer.ts";

/** What is loaded late, while the page looks for the sender. */
export type ReceiverLate = typeof import("./late_parts.ts");
