import type { SessionId, SessionKind } from "../../../protocol/ids.ts";
import {
  type CreateOutcome,
  type EndedSession,
  type Expired,
  type JoinOutcome,
  type JoinRequest,
  type Member,
  type Membership,
  type Registration,
  type SessionDescription,
  type SessionRegistry,
  sessionState,
} from "../session_registry.ts";
import type { Presence } from "./presence.ts";
import type { ScriptReply } from "./redis_connection.ts";
import type { RedisLink } from "./redis_link.ts";
import { listOf, memberOf, membersOf, numberOf, textOf } from "./script_replies.ts";

/**
 * Sessions that several instances share. The rules are in `registry_scripts.ts`; this turns calls
 * into scripts and their answers into outcomes. Every method rejects with `StoreUnavailable` while
 * there is no Redis.
 *
 * What Redis holds of a session: its id, its kind, the hash of its join token, how many guests it
 * takes, times, and for each member the peer id, a connection id and an instance id, all of them random.
 */
export class RedisSessionRegistry implements SessionRegistry {
  readonly #link: Pick<RedisLink, "run">;
  readonly #presence: Presence;
  readonly #maxSessions: string;

  constructor({ link, presence, maxSessions }: {
    readonly link: Pick<RedisLink, "run">;
    readonly presence: Presence;
    readonly maxSessions: number;
  }) {
    this.#link = link;
    this.#presence = presence;
    this.#maxSessions = String(maxSessions);
  }

  async create(
    { sessionId, kind, joinHash, maxGuests }: Registration,
  ): Promise<CreateOutcome> {
    const made = [kind, joinHash, this.#maxSessions, String(maxGuests)];
    const left = await this.#run("create", sessionId, ...made);
    if (left === null) return { outcome: "registry-full" };
    return { outcome: "created", expiresInMs: numberOf(left) };
  }

  async join(request: JoinRequest): Promise<JoinOutcome> {
    const { sessionId, peerId, connection, role, joinHash } = request;
    const [kind, replaces, maxGuests, mayRegister] = request.role === "owner"
      ? [request.kind, "", String(request.maxGuests), request.mayRegister ? "yes" : "no"]
      : ["", request.replaces ?? "", "", "no"];
    const [outcome, ...joined] = listOf(
      await this.#run(
        "join",
        sessionId,
        this.#maxSessions,
        peerId,
        connection,
        role,
        joinHash,
        kind,
        replaces,
        maxGuests,
        mayRegister,
      ),
    );
    if (outcome !== "joined") {
      return { outcome: outcome as Exclude<JoinOutcome["outcome"], "joined"> };
    }
    const [joinedKind, left, replaced, peers, taken, registered] = joined;
    return {
      outcome,
      kind: textOf(joinedKind) as SessionKind,
      maxGuests: numberOf(taken),
      peers: membersOf(peers),
      replaced: replaced === "" ? undefined : memberOf(textOf(replaced)),
      expiresInMs: numberOf(left),
      registered: numberOf(registered) === 1,
    };
  }

  async leave(
    { sessionId, peerId, role, connection }: Membership,
    how: "disconnected" | "for-good",
  ): Promise<readonly Member[]> {
    return membersOf(await this.#run("leave", sessionId, peerId, role, connection, how));
  }

  async end({ sessionId, peerId, role, connection }: Membership): Promise<readonly Member[]> {
    return membersOf(await this.#run("end", sessionId, peerId, role, connection));
  }

  async expire(): Promise<Expired> {
    const ended = listOf(await this.#run("expire")).map((text) => endedOf(textOf(text)));
    return { ended, departed: await this.#presence.reap() };
  }

  async describe(sessionId: SessionId): Promise<SessionDescription | undefined> {
    const reply = await this.#run("describe", sessionId);
    if (reply === null) return undefined;
    const [kind, owners, guests, ageMs, expiresInMs] = listOf(reply);
    return {
      sessionId,
      kind: textOf(kind) as SessionKind,
      state: sessionState(owners === 1, numberOf(guests)),
      peers: numberOf(guests) + numberOf(owners),
      ageMs: numberOf(ageMs),
      expiresInMs: numberOf(expiresInMs),
    };
  }

  /** Sessions of all instances. */
  async count(): Promise<number> {
    return numberOf(await this.#run("count"));
  }

  async #run(
    name: Parameters<RedisLink["run"]>[0],
    ...args: readonly string[]
  ): Promise<ScriptReply> {
    return await this.#link.run(name, [...this.#presence.caller, ...args]);
  }
}

/** `session`, and its members behind it, each of three words. */
function endedOf(text: string): EndedSession {
  const [sessionId = ""] = text.split(" ", 1);
  const members = text.slice(sessionId.length).matchAll(/\S+ \S+ \S+/g);
  return {
    sessionId: sessionId as SessionId,
    members: Array.from(members, ([member]) => memberOf(member)),
  };
}
