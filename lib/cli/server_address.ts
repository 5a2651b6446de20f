import type { SessionId } from "../protocol/ids.ts";
import { createSession, type SessionApiOptions } from "../signaling/session_api.ts";

/** A server as a command line names it, without a slash at the end. */
export type ServerAddress = string;

/** The address of a session's signaling socket. */
export function signalingUrlOf(server: ServerAddress, sessionId: SessionId): string {
  return `${server.replace(/^http/, "ws")}/ws/signal/${sessionId}`;
}

/** Asks a server for a session of files. */
export function createSessionAt(
  server: ServerAddress,
  { fetch = globalThis.fetch, ...options }: Pick<SessionApiOptions, "fetch" | "signal">,
): (joinHash: string, guests: number) => ReturnType<typeof createSession> {
  const { origin, pathname } = new URL(server);
  const basePath = pathname.replace(/\/$/, "");
  return (joinHash, guests) =>
    createSession({ kind: "file", joinHash, ...(guests > 1 && { guests }) }, {
      ...options,
      origin,
      basePath,
      // A page's paths are below its own address; here there is none.
      fetch: (path, init) => fetch(new URL(String(path), origin), init),
    });
}
