import type { Socket } from "node:net";
import type { ListenOptions } from "../app.ts";

/** Asks whether a connection may stay; says when it is closed. */
export function admit(
  socket: Socket,
  admitConnection: NonNullable<ListenOptions["admitConnection"]>,
): void {
  const release = admitConnection(addressOf(socket));
  // Not answered: an answer would cost whoever has too many connections nothing, and us something.
  if (release === undefined) return void socket.destroy();
  socket.once("close", release);
}

/** The address at the other end. */
export function addressOf({ remoteAddress = "" }: Socket): string {
  // A dual-stack listener reports IPv4 peers in IPv6 clothes; one peer must have one name.
  return remoteAddress.replace(/^::ffff:(?=\d+\.)/i, "");
}
