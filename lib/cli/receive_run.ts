import { OneTimer } from "../base/one_timer.ts";
import { fileCargo } from "../peer/file_cargo.ts";
import type { PeerSession, PeerState } from "../peer/peer_session.ts";
import { Rendezvous } from "../peer/rendezvous.ts";
import type { FailureReason } from "../protocol/failure.ts";
import type { SessionId } from "../protocol/ids.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import type { TransferStore } from "../transfer/ports.ts";
import { reconnectBudget } from "../ui/session/reconnect_budget.ts";
import { randomToken } from "../ui/session/own_session.ts";
import type { Failure } from "../ui/facts/transfer_facts.ts";
import type { CliEdges } from "./cli_edges.ts";
import type { CliEvent, CliNotice } from "./cli_event.ts";
import { IncomingFiles, type OfferSummary } from "./incoming_files.ts";
import { createLane } from "./served_files.ts";
import { signalingUrlOf } from "./server_address.ts";

/** How long a sender that isn't there is waited for: as long as the server keeps its session. */
const SENDER_AWAY_MS = 10 * 60_000;

/** How long one that was lost may take to come back, as by a reload of its page. */
const SENDER_LOST_MS = 30_000;

/** How long the other side may take to read the last word and hang up. */
const HANG_UP_MS = 5_000;

/** What a {@linkcode ReceiveRun} needs and tells. */
export interface ReceiveRunOptions {
  readonly sessionId: SessionId;
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly joinToken: string;
  readonly server: string;
  readonly store: TransferStore<unknown>;
  readonly edges: Pick<CliEdges, "clock" | "openSocket">;
  readonly createConnection: (config: RTCConfiguration) => RTCPeerConnection;
  /** Asked before anything is received that wasn't begun before. */
  readonly confirm: (offer: OfferSummary) => Promise<boolean>;
  readonly report: (event: CliEvent) => void;
  /** All is received: `undefined`; or why that can't be. Called once; everything is closed by then. */
  readonly onEnd: (failure: Failure | undefined) => void;
}

/**
 * A link as a terminal receives from it: the same rendezvous, peer sessions and engine as the receiver's
 * page, without the page. A connection that breaks is made anew, and goes on with what was verified.
 */
export class ReceiveRun {
  readonly #options: ReceiveRunOptions;
  readonly #timer: OneTimer;
  readonly #mayReconnect: () => boolean;
  #rendezvous: Rendezvous;
  /** The sender, from its proof on, and what comes from it. */
  #met: { readonly peer: PeerSession; readonly incoming: IncomingFiles } | undefined;
  /** How it ended; the rest is saying so. */
  #end: { readonly failure: Failure | undefined } | undefined;
  #isServerLost = false;

  constructor(options: ReceiveRunOptions) {
    this.#options = options;
    this.#timer = new OneTimer(options.edges.clock);
    this.#mayReconnect = reconnectBudget(options.edges.clock);
    this.#rendezvous = this.#createRendezvous();
  }

  /** Joins the session. Called once. */
  start(): void {
    this.#rendezvous.start();
  }

  /** Leaves; the sender is told. What was verified stays for a later run. */
  close(): void {
    this.#end ??= { failure: undefined };
    this.#timer.cancel();
    this.#met?.incoming.hangUp();
    this.#met = undefined;
    this.#rendezvous.leave();
  }

  #createRendezvous(): Rendezvous {
    const { sessionId, secret, joinToken, server, edges, createConnection } = this.#options;
    const rendezvous: Rendezvous = new Rendezvous({
      sessionId,
      secret,
      join: {
        type: "join",
        version: PROTOCOL_VERSION,
        role: "guest",
        joinToken,
        peerToken: randomToken(),
      },
      signalingUrl: signalingUrlOf(server, sessionId),
      ...edges,
      createConnection,
      cargo: fileCargo(() => Promise.resolve(createLane)),
      events: {
        onJoined: (peerCount) => {
          if (peerCount === 0 && !this.#met) this.#awaitSender(SENDER_AWAY_MS);
        },
        onServerLost: (lost) => this.#onServerLost(lost),
        onClosed: (reason) => {
          if (!this.#met) this.#finish({ reason, side: "here" });
        },
        onPeerState: (peer, state) => {
          // What a former meeting still tells is past.
          if (this.#rendezvous === rendezvous) this.#onPeerState(peer, state);
        },
        onPeerMessage: (peer, message) => {
          if (this.#met?.peer === peer) this.#met.incoming.receive(message);
        },
        onPeerLane: (peer, lane) => {
          if (this.#met?.peer === peer) this.#met.incoming.addLane(lane);
        },
        onPeerAway: () => {
          if (!this.#met) this.#awaitSender(SENDER_AWAY_MS);
        },
      },
    });
    return rendezvous;
  }

  #notice(notice: CliNotice): void {
    this.#options.report({ event: "notice", notice });
  }

  #onServerLost(lost: boolean): void {
    if (lost === this.#isServerLost || this.#end) return;
    this.#isServerLost = lost;
    this.#notice(lost ? "server-lost" : "server-back");
  }

  #awaitSender(ms: number): void {
    if (this.#end) return;
    this.#notice("sender-away");
    this.#timer.set(ms, () => this.#finish({ reason: "peer-left", side: "there" }));
  }

  #onPeerState(peer: PeerSession, state: PeerState): void {
    switch (state.kind) {
      case "connected":
        return this.#onConnected(peer, state);
      case "interrupted":
        if (this.#met?.peer === peer && !this.#end) this.#notice("interrupted");
        return;
      case "broken":
        return this.#onBroken(peer);
      case "failed":
        return this.#onPeerFailed(peer, state.reason);
    }
  }

  #onConnected(peer: PeerSession, { path }: Extract<PeerState, { kind: "connected" }>): void {
    if (this.#end) return;
    if (this.#met?.peer !== peer) this.#meet(peer);
    this.#options.report({ event: "connected", recipient: 1, path });
  }

  #meet(peer: PeerSession): void {
    const { edges: { clock }, sessionId, store, confirm, report } = this.#options;
    this.#timer.cancel();
    // A sender that was killed may be back before it was seen to be gone.
    this.#met?.incoming.hangUp();
    const incoming = new IncomingFiles({
      clock,
      sessionId,
      store,
      control: peer,
      confirm,
      report,
      onEnd: (failure) => this.#onTransferEnd(peer, failure),
    });
    this.#met = { peer, incoming };
    incoming.addLane(peer.lane);
  }

  /** The engine came to an end; the sender hangs up when it has heard of it, and not before. */
  #onTransferEnd(peer: PeerSession, failure: Failure | undefined): void {
    if (this.#met?.peer !== peer || this.#end) return;
    if (failure?.side === "there") return this.#finish(failure);
    this.#end = { failure };
    this.#timer.set(HANG_UP_MS, () => this.#hangUp());
  }

  #onBroken(peer: PeerSession): void {
    if (this.#end) return this.#hangUp();
    if (!this.#mayReconnect()) return this.#onPeerFailed(peer, "connection-lost");
    this.#met?.incoming.hangUp();
    this.#met = undefined;
    this.#notice("reconnecting");
    this.#rendezvous.leave();
    this.#rendezvous = this.#createRendezvous();
    this.#rendezvous.start();
  }

  #onPeerFailed(peer: PeerSession, reason: FailureReason): void {
    if (this.#end) return this.#hangUp();
    if (this.#met && this.#met.peer !== peer) return;
    if (reason !== "peer-left") return this.#finish({ reason, side: "there" });
    this.#met?.incoming.hangUp();
    this.#met = undefined;
    this.#awaitSender(SENDER_LOST_MS);
  }

  #finish(failure: Failure): void {
    if (this.#end) return;
    this.#end = { failure };
    this.#hangUp();
  }

  #hangUp(): void {
    const { failure } = this.#end ?? {};
    this.close();
    this.#options.onEnd(failure);
  }
}
