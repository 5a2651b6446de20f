import { is256Bits } from "./base64url.ts";
import type { ControlMessage, LinkMessage } from "./control_message.ts";
import type { Dismissal } from "./failure.ts";
import { MAX_CONTROL_MESSAGE_LENGTH, MAX_LANES } from "./limits.ts";
import { isCount, isRecord, parseJsonObject, type UnknownRecord } from "./parse.ts";

/** Text of a control message. */
export function encodeControlMessage(message: ControlMessage): string {
  return JSON.stringify(message);
}

/**
 * Reads one control message.
 *
 * @param parseCargo reads what is about the session's cargo: a page knows one kind of it
 * @returns the message, or `undefined` where anything about it is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseTransferMessage } from "./control_message.ts";
 *
 * assert.deepEqual(parseControlMessage('{"type":"ack","ranges":[[0,4]]}', parseTransferMessage), {
 *   type: "ack",
 *   ranges: [[0, 4]],
 * });
 * assert.equal(parseControlMessage('{"type":"ack","ranges":[[0,4]]}', () => undefined), undefined);
 * ```
 */
export function parseControlMessage<Message>(
  text: string,
  parseCargo: (value: UnknownRecord) => Message | undefined,
): LinkMessage | Message | undefined {
  if (text.length > MAX_CONTROL_MESSAGE_LENGTH) return undefined;
  const value = parseJsonObject(text);
  return value && (parseLinkMessage(value) ?? parseCargo(value));
}

function parseLinkMessage(value: UnknownRecord): LinkMessage | undefined {
  switch (value.type) {
    case "bind":
      return is256Bits(value.tag) ? { type: "bind", tag: value.tag } : undefined;
    case "heartbeat":
      return { type: "heartbeat" };
    case "bye": {
      const { reason } = value;
      return { type: "bye", ...(isDismissal(reason) && { reason }) };
    }
    case "signal": {
      const { lane, payload } = value;
      if (!isCount(lane, 0, MAX_LANES - 1)) return undefined;
      return isRecord(payload) ? { type: "signal", lane, payload } : undefined;
    }
    default:
      return undefined;
  }
}

function isDismissal(reason: unknown): reason is Dismissal {
  return reason === "removed" || reason === "session-full";
}
