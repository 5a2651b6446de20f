import { type ControlMessage, parseTransferMessage } from "../protocol/control_message.ts";
import { parseControlMessage } from "../protocol/link_message.ts";
import { parseScreenMessage } from "../protocol/screen_message.ts";

/** Reads a control message, whatever the cargo of its session is. */
export function parseAnyMessage(text: string): ControlMessage | undefined {
  return parseControlMessage<Exclude<ControlMessage, { type: "bind" }>>(
    text,
    (value) => parseTransferMessage(value) ?? parseScreenMessage(value),
  );
}
