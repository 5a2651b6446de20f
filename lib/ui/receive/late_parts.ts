/**
 * What the receiver's page needs for an offer, as one piece to load while the server answers: all of it
 * is there before the offer is shown, because from then on the server may be gone.
 * @module
 */
export { zipBlob } from "../../storage/saving/zip_blob.ts";
export { RoomNeeded } from "../parts/RoomNeeded.tsx";
export { TransferPanel } from "./TransferPanel.tsx";
export { ReceivedBefore } from "../saving/ReceivedBefore.tsx";
export { receivedBeforeModel } from "../saving/received_before_model.ts";
export { leftOversModel } from "../saving/left_overs_model.ts";
export { destinationPicker } from "./destination_picker.ts";
export { lookForLeftOvers, receiverExtras } from "./receiver_extras.ts";
export { IncomingTransfer } from "./incoming_transfer.ts";
