import { CloseCode } from "../../../protocol/close_code.ts";
import { MAX_RELAY_PAYLOAD_LENGTH } from "../../../protocol/limits.ts";
import { parsePeerId } from "../../../protocol/ids.ts";
import { isRecord, isText, parseJsonObject } from "../../../protocol/parse.ts";
import type { ConnectionId, Member } from "../session_registry.ts";
import type { SignalEvent } from "../signal_relay.ts";

/** An event on its way to a connection. */
export interface AddressedEvent {
  readonly to: ConnectionId;
  readonly event: SignalEvent;
}

const CLOSE_CODES: ReadonlySet<unknown> = new Set(Object.values(CloseCode));
const CONNECTION_LENGTH = 36;

/** Reads what another instance published; `undefined` for anything else. */
export function parseSignalEvent(message: string): AddressedEvent | undefined {
  const value = parseJsonObject(message);
  const to = parseConnection(value?.to);
  const event = isRecord(value?.event) ? value.event : undefined;
  if (!to || !event) return undefined;
  switch (event.type) {
    case "peer-joined":
    case "peer-left": {
      const member = parseMember(event.member);
      return member && { to, event: { type: event.type, member } };
    }
    case "relay": {
      const from = parsePeerId(event.from);
      const { payload } = event;
      if (!from || !isText(payload, MAX_RELAY_PAYLOAD_LENGTH)) return undefined;
      return { to, event: { type: "relay", from, payload } };
    }
    case "close":
      return CLOSE_CODES.has(event.code)
        ? { to, event: { type: "close", code: event.code as CloseCode } }
        : undefined;
    default:
      return undefined;
  }
}

function parseMember(value: unknown): Member | undefined {
  if (!isRecord(value)) return undefined;
  const peerId = parsePeerId(value.peerId);
  const connection = parseConnection(value.connection);
  const { role } = value;
  if (!peerId || !connection || role !== "owner" && role !== "guest") return undefined;
  return { peerId, role, connection };
}

function parseConnection(value: unknown): ConnectionId | undefined {
  return isText(value, CONNECTION_LENGTH) && value.length === CONNECTION_LENGTH
    ? value as ConnectionId
    : undefined;
}
