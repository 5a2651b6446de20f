/**
 * What the presenter's page needs for its viewers, as one piece to load once there is something to show.
 * @module
 */
export { Audience } from "./audience.ts";
export { encodingMachine } from "../../screen/encoding_machine.ts";
export { PerViewerFanout } from "../../screen/per_viewer_fanout.ts";
