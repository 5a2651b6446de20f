// Replies of our own scripts, read back into their types. A reply of another shape is a fault in a
// script, so it throws.
import type { PeerId } from "../../../protocol/ids.ts";
import type { ConnectionId, Departure, Member } from "../session_registry.ts";
import type { ScriptReply } from "./redis_connection.ts";

/** A reply that is a list. @throws {TypeError} where it isn't */
export function listOf(reply: ScriptReply | undefined): readonly ScriptReply[] {
  if (Array.isArray(reply)) return reply;
  throw new TypeError(`Cannot read a script's reply: ${typeof reply} instead of a list`);
}

/** A reply that is text. @throws {TypeError} where it isn't */
export function textOf(reply: ScriptReply | undefined): string {
  if (typeof reply === "string") return reply;
  throw new TypeError(`Cannot read a script's reply: ${typeof reply} instead of text`);
}

/** A reply that is a number. @throws {TypeError} where it isn't */
export function numberOf(reply: ScriptReply | undefined): number {
  if (typeof reply === "number") return reply;
  throw new TypeError(`Cannot read a script's reply: ${typeof reply} instead of a number`);
}

/** A member as scripts write it: `peer role connection`. */
export function memberOf(text: string): Member {
  const [peerId = "", role, connection = ""] = text.split(" ");
  return {
    peerId: peerId as PeerId,
    role: role === "owner" ? "owner" : "guest",
    connection: connection as ConnectionId,
  };
}

/** A list of members. */
export function membersOf(reply: ScriptReply | undefined): readonly Member[] {
  return listOf(reply).map((text) => memberOf(textOf(text)));
}

/** A list of members that left, each with those to tell. */
export function departuresOf(reply: ScriptReply): readonly Departure[] {
  return listOf(reply).map((departure) => {
    const [member, told] = listOf(departure);
    return { member: memberOf(textOf(member)), told: membersOf(told) };
  });
}
