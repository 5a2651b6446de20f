import { CloseCode } from "../../protocol/close_code.ts";
import type { PeerId, Role, SessionId } from "../../protocol/ids.ts";
import {
  type ClientMessage,
  type IceSetup,
  type JoinMessage,
  parseClientMessage,
  type ServerMessage,
} from "../../protocol/signaling_message.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { Cancel } from "../clock.ts";
import { closeReason } from "./close_reason.ts";
import { InboundGuard, ratesFor } from "./inbound_guard.ts";
import { type AddressJoins, joinWithin, type RatedJoinOutcome } from "./join_rates.ts";
import { joinRequestOf } from "./join_request.ts";
import { KnownPeers, peerInfo } from "./known_peers.ts";
import type { ServerCounts } from "../counts.ts";
import type { Logger } from "../log.ts";
import type {
  JoinRequest,
  Member,
  Membership,
  SessionRegistry,
} from "../sessions/session_registry.ts";
import type { SignalEvent, SignalRelay } from "../sessions/signal_relay.ts";
import { takeSeatAgain } from "./rejoin.ts";
import type { SocketPort } from "./socket_port.ts";
import { StoreUnavailable } from "../sessions/store_unavailable.ts";
import { tellMembers, tellOfLeaving } from "./tell_members.ts";
import { newTurnUser } from "./turn_credentials.ts";

/** What every signaling session of a server works with. */
export interface SignalingContext {
  readonly registry: SessionRegistry;
  readonly relay: SignalRelay;
  /** What to tell a peer; `user` is its name at the TURN server. */
  readonly iceSetup: (user: string) => IceSetup;
  readonly messagesPerSecond: number;
  readonly now: () => number;
  readonly logger: Logger;
  readonly counts: ServerCounts;
}

type Phase = "awaiting-join" | "joining" | "joined" | "closed";

const CLOSE_CODES: {
  readonly [Outcome in Exclude<RatedJoinOutcome["outcome"], "joined">]: CloseCode;
} = {
  "unknown-session": CloseCode.unknownSession,
  "wrong-key": CloseCode.wrongKey,
  "session-full": CloseCode.sessionFull,
  "registry-full": CloseCode.tryAgainLater,
  "too-many-sessions": CloseCode.tooManyMessages,
};

/**
 * One signaling socket, from its first message to its end.
 *
 * ```
 * awaiting-join ──join──▶ joining ──accepted──▶ joined ──leave, replaced, ended──▶ closed
 *       │                    └──refused──▶ closed           (and from anywhere: a broken rule)
 *       └──anything else, or nothing in time──▶ closed
 * ```
 *
 * Messages are handled one after another, so what a client sent first also takes effect first.
 */
export class SignalingSession {
  readonly #socket: SocketPort;
  readonly #sessionId: SessionId;
  readonly #joins: AddressJoins;
  readonly #context: SignalingContext;

  #phase: Phase = "awaiting-join";
  #inbound: InboundGuard;

  readonly #turnUser = newTurnUser();
  #membership: JoinRequest | undefined;
  #unsubscribe: Cancel | undefined;
  readonly #peers = new KnownPeers((message) => this.#send(message));
  #work: Promise<void> = Promise.resolve();

  constructor(
    socket: SocketPort,
    { sessionId, joins }: {
      readonly sessionId: SessionId;
      readonly joins: AddressJoins;
    },
    context: SignalingContext,
  ) {
    this.#socket = socket;
    this.#sessionId = sessionId;
    this.#joins = joins;
    this.#context = context;
    this.#inbound = this.#guardFor(1);
  }

  /** The role of a member; `undefined` of who isn't one (yet). */
  get role(): Role | undefined {
    return this.#membership?.role;
  }

  /** Whether no message has come yet. */
  get awaitsJoin(): boolean {
    return this.#phase === "awaiting-join";
  }

  /** Resolves once everything received so far has been dealt with. Never rejects. */
  settled(): Promise<void> {
    return this.#work;
  }

  /** Takes one message off the socket. */
  receive(data: unknown): void {
    if (this.#phase === "closed") return;
    const text = this.#inbound.check(data, this.#context.now());
    if (typeof text === "number") return this.close(text);
    const message = parseClientMessage(text);
    const isFirst = this.#phase === "awaiting-join";
    // The first message is a join, and no other is.
    if (!message || (message.type === "join") !== isFirst) {
      return this.close(CloseCode.malformedMessage);
    }
    if (isFirst) this.#phase = "joining";
    this.#enqueue(() => this.#handle(message));
  }

  /** Closes the socket and gives the peer's seat up. */
  close(code: CloseCode, reason: string = closeReason(code)): void {
    if (this.#phase === "closed") return;
    this.#socket.close(code, reason);
    this.#context.counts.countClose(code);
    this.#context.logger.debug("signaling socket closed", { code });
    // The others are told now: a client that is gone would never confirm the closing handshake.
    this.disconnected();
  }

  /** The socket is gone, by whoever's will. */
  disconnected(): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#peers.drop();
    this.#enqueue(() => this.#depart());
  }

  /**
   * Says again that this member is here, after the store was away: it may have forgotten everything,
   * and events may be lost that were on their way through it.
   */
  async rejoin(): Promise<void> {
    this.#enqueue(async () => {
      try {
        await this.#takeSeatAgain();
      } catch (error) {
        // Away again: there will be another time.
        if (!(error instanceof StoreUnavailable)) throw error;
      }
    });
    await this.#work;
  }

  /**
   * Appends to the work in progress. A failure below ends the session: with the store away nobody
   * knows what of the work was done, and a client that comes back begins from what is true.
   */
  #enqueue(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailable)) {
        this.#context.logger.error("signaling failed", error);
      }
      this.close(CloseCode.tryAgainLater);
    });
  }

  /** Also after the socket closed: what came before the end still counts, a `leave` most of all. */
  async #handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case "join":
        return await this.#join(message);
      case "relay":
        return await this.#relay(message.to, message.payload);
      case "ping":
        return this.#send({ type: "pong" });
      case "ice-servers":
        return this.#send({ type: "ice-servers", ...this.#iceSetup() });
      case "leave":
        return await this.#leave();
    }
  }

  async #join(message: JoinMessage): Promise<void> {
    const { registry, relay } = this.#context;
    if (this.#isClosed()) return;
    if (message.version !== PROTOCOL_VERSION) {
      return this.close(CloseCode.versionMismatch);
    }
    const request = await joinRequestOf(message, this.#sessionId);
    if (!request) return this.#refuse("wrong-key");
    // Subscribing comes first: a peer that joins right after this one tells it so, and it has to
    // hear that. What it hears before its `joined` is sent is held.
    this.#unsubscribe = await relay.subscribe(
      request.connection,
      (event) => this.#deliver(event),
    );
    if (this.#isClosed()) return; // #depart comes next and unsubscribes.
    const joined = await joinWithin(this.#joins, registry, request);
    if (joined.outcome !== "joined") return this.#refuse(joined.outcome);
    const { peerId, role, connection } = request;
    this.#membership = request;
    this.#context.counts.joined++;
    const { kind, maxGuests, peers, replaced, expiresInMs } = joined;
    await Promise.all([
      replaced && this.#replace(replaced, peerId, peers),
      tellMembers(relay, peers, {
        type: "peer-joined",
        member: { peerId, role, connection },
      }),
    ]);
    if (role === "owner") this.#inbound = this.#guardFor(maxGuests);
    if (this.#isClosed()) return;
    this.#peers.meet(peers);
    this.#send({
      type: "joined",
      peerId,
      kind,
      peers: peers.map(peerInfo),
      ...this.#iceSetup(),
      expiresInMs,
    });
    if (this.#isClosed()) return;
    this.#phase = "joined";
    this.#peers.release();
  }

  #iceSetup(): IceSetup {
    return this.#context.iceSetup(this.#turnUser);
  }

  #refuse(outcome: Exclude<RatedJoinOutcome["outcome"], "joined">): void {
    if (outcome === "unknown-session" || outcome === "wrong-key") {
      // Only after the look: ten dead links of a neighbour keep nobody with a right one out.
      if (this.#joins.tooManyFailures()) return this.close(CloseCode.tooManyMessages);
      this.#joins.countFailure(outcome);
    }
    this.close(CLOSE_CODES[outcome]);
  }

  /** Closes the socket whose seat this one took. */
  async #replace(
    former: Member,
    peerId: PeerId,
    peers: readonly Member[],
  ): Promise<void> {
    const { relay } = this.#context;
    const code = CloseCode.replaced;
    const isAnotherPeer = former.peerId !== peerId;
    await Promise.all([
      relay.publish(former.connection, { type: "close", code }),
      isAnotherPeer && tellMembers(relay, peers, { type: "peer-left", member: former }),
    ]);
  }

  #guardFor(peers: number): InboundGuard {
    const { messagesPerSecond, now } = this.#context;
    return new InboundGuard(ratesFor(peers, messagesPerSecond), now());
  }

  async #relay(to: PeerId, payload: string): Promise<void> {
    const from = this.#membership?.peerId;
    const connection = this.#peers.connections.get(to);
    const delivery = from && connection
      ? await this.#context.relay.publish(connection, {
        type: "relay",
        from,
        payload,
      })
      : "unreachable";
    if (delivery === "delivered") this.#context.counts.relayed++;
    else this.#send({ type: "undeliverable", to });
  }

  async #leave(): Promise<void> {
    const membership = this.#membership;
    this.#membership = undefined;
    if (membership?.role === "owner") {
      await this.#tellOfLeaving(
        this.#context.registry.end(membership),
        { type: "close", code: CloseCode.sessionEnded },
      );
    } else if (membership) {
      await this.#giveUp(membership, "for-good");
    }
    this.close(CloseCode.normal);
  }

  async #depart(): Promise<void> {
    this.#unsubscribe?.();
    const membership = this.#membership;
    this.#membership = undefined;
    if (membership) await this.#giveUp(membership, "disconnected");
  }

  async #giveUp(
    membership: Membership,
    how: "disconnected" | "for-good",
  ): Promise<void> {
    const { peerId, role, connection } = membership;
    await this.#tellOfLeaving(
      this.#context.registry.leave(membership, how),
      { type: "peer-left", member: { peerId, role, connection } },
    );
  }

  #tellOfLeaving(members: Promise<readonly Member[]>, event: SignalEvent): Promise<void> {
    return tellOfLeaving(this.#context.relay, members, this.#peers.connections.values(), event);
  }

  async #takeSeatAgain(): Promise<void> {
    const membership = this.#membership;
    if (!membership || this.#phase !== "joined") return;
    const events = await takeSeatAgain(membership, this.#peers.connections, this.#context);
    // A guest whose owner hasn't said so yet has to come back, as after a restart of the server.
    if (!events) return this.close(CloseCode.tryAgainLater);
    for (const event of events) this.#peers.pass(event);
  }

  #deliver(event: SignalEvent): void {
    if (event.type === "close") return this.close(event.code);
    if (this.#phase === "closed") return;
    if (!this.#peers.deliver(event)) this.close(CloseCode.tryAgainLater);
  }

  #send(message: ServerMessage): void {
    if (this.#isClosed()) return;
    if (this.#socket.bufferedAmount > this.#inbound.maxQueuedBytes) {
      return this.close(CloseCode.tryAgainLater);
    }
    this.#socket.send(JSON.stringify(message));
  }

  /** A method, because the phase changes during waits, where the compiler believes what it saw before. */
  #isClosed(): boolean {
    return this.#phase === "closed";
  }
}
