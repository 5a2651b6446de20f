/**
 * What only files need of a connection, as one piece to load while the introduction runs.
 * @module
 */
export { parseTransferMessage } from "../../protocol/control_message.ts";
export { LaneSet } from "./lane_set.ts";
