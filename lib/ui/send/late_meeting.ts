/**
 * What the sender's page needs to meet its recipients, as one piece to load.
 * @module
 */
export { fileCargo } from "../../peer/file_cargo.ts";
export { browserRendezvous } from "../session/browser_rendezvous.ts";
