/**
 * What the presenter's page needs to meet its viewers, as one piece to load.
 * @module
 */
export { Doorkeeper } from "../../peer/doorkeeper.ts";
export { parseScreenMessage } from "../../protocol/screen_message.ts";
export { browserRendezvous } from "../session/browser_rendezvous.ts";
