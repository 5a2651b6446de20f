/**
 * What the sender's page needs for a share, as one piece to load while the reader looks for the button:
 * once the link is there, the server may be gone.
 * @module
 */
export { shownService } from "./shown_service.ts";
export { spoiledShare } from "./resume/restored_share.ts";
