import { createHmac } from "node:crypto";
import type { IceServer, IceSetup } from "../../protocol/signaling_message.ts";
import type { TurnConfig } from "../config.ts";

/** A user name and password that a TURN server with the same secret accepts until they expire. */
export interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

/**
 * Makes short-lived TURN credentials (coturn's `use-auth-secret`,
 * draft-uberti-behave-turn-rest-00): the name is `expiry:user`, the password its HMAC-SHA1.
 *
 * `user` has to differ from peer to peer, because coturn counts its quota of allocations by it.
 */
export function turnCredentials({ secret, ttlSeconds, wallTime, user }: {
  readonly secret: string;
  readonly ttlSeconds: number;
  /** Milliseconds since 1970: the TURN server compares it with its own clock. */
  readonly wallTime: number;
  readonly user: string;
}): TurnCredentials {
  const username = `${Math.floor(wallTime / 1000) + ttlSeconds}:${user}`;
  return { username, credential: createHmac("sha1", secret).update(username).digest("base64") };
}

/**
 * The name by which a TURN server counts what one socket's peer allocates. Random rather than the
 * peer's id: the TURN server's log shall not name our peers. A socket keeps it over every refresh,
 * or asking for new credentials would be a way around the quota.
 */
export function newTurnUser(): string {
  return crypto.randomUUID();
}

/** The ICE servers for one peer, with TURN credentials of its own that begin to run now. */
export function iceSetupFor(
  { stunUrls, turn, wallTime, user }: {
    readonly stunUrls: readonly string[];
    readonly turn: TurnConfig | undefined;
    readonly wallTime: number;
    readonly user: string;
  },
): IceSetup {
  const iceServers: IceServer[] = [];
  if (stunUrls.length > 0) iceServers.push({ urls: stunUrls });
  if (!turn) return { iceServers };
  const { urls, ttlSeconds } = turn;
  iceServers.push({ urls, ...turnCredentials({ ...turn, wallTime, user }) });
  return { iceServers, iceExpiresInMs: ttlSeconds * 1000 };
}
