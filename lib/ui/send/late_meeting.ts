/**
 * What the sender's page needs to meet its recipients, as one piece to load.
 * @module
 */
export { Doorkeeper } from "../../peer/doorkeeper.ts";
export { fileCargo } from "../../peer/file_cargo.ts";
export { browserRendezvous } from "../session/browser_rendezvous.ts";
