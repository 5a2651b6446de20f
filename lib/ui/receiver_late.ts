/**
 * What the receiver's page needs for an offer, as one piece to load while the server answers: all of it
 * is there before the offer is shown, because from then on the server may be gone.
 * @module
 */
export { zipBlob } from "../storage/zip_blob.ts";
export { ReceptionPanel } from "./components/ReceptionPanel.tsx";
export { leftOversModel } from "./left_overs_model.ts";
export { placePicker } from "./place_picker.ts";
export { ReceptionDesk } from "./reception_desk.ts";
