import type { ControlMessage, TransferMessage } from "../protocol/control_message.ts";
import type { Dismissal, FailureReason } from "../protocol/failure.ts";
import type { ScreenMessage } from "../protocol/screen_message.ts";
import { BindGate, type BoundMessage } from "./negotiation/bind_gate.ts";
import { deliver, mediaRules } from "./cargo.ts";
import { CONTROL_CHANNEL, ControlChannel } from "./control_channel.ts";
import type { FileLanes } from "./lanes/file_lanes.ts";
import { hasRelay } from "./ice/ice_servers.ts";
import { Introduction } from "./negotiation/introduction.ts";
import type { LaneHandle } from "./lanes/lane_handle.ts";
import { onNetworkChange } from "../browser/network_change.ts";
import { PathWatch } from "./health/path_watch.ts";
import { createConnection, type PeerSessionOptions, type PeerState } from "./peer_state.ts";
import type { SignalingView } from "./health/peer_verdict.ts";
import { PeerWatch, REPAIR_INTERVAL_MS } from "./health/peer_watch.ts";
import { PerfectNegotiation } from "./negotiation/perfect_negotiation.ts";
import type { SignalPayload } from "./negotiation/signal_payload.ts";
import { usedFingerprints } from "./negotiation/used_fingerprints.ts";

export type { PeerSessionOptions, PeerState } from "./peer_state.ts";
export type { SignalingView } from "./health/peer_verdict.ts";

/**
 * Ms for which the control channel isn't trusted with negotiation after the network changed here,
 * or the peer chose the server: a restart that waits in a dead channel for the connection it has
 * to repair would wait for ever. Being heard doesn't end it, because a hole may be one-way: the
 * peer that hears nothing still speaks. One repair has to fit in.
 */
const DOUBT_MS = REPAIR_INTERVAL_MS;

/**
 * Ms after which an unanswered offer isn't said again as it is. Candidates that were gathered without a
 * network name neither the address that STUN tells nor a relay.
 */
const STALE_OFFER_MS = 3_000;

/**
 * One remote peer: sealed introduction, connection, proof, and repair (design: "The link, and why
 * the server can't cheat", "Moving bytes").
 *
 * ```
 *              keys agreed             both proven             silent, ICE lost
 * introducing ────────────▶ connecting ───────────▶ connected ⇄ interrupted ──▶ broken (guest)
 *      │                        │                       │   heard │   past repair
 *      └────────── no-route, tampered, peer-left, … ────┴─────────┴──▶ failed
 *      any but these ── close() ──▶ closed
 * ```
 *
 * `disconnected` is never the end: ICE restarts, and the channels, the keys and the proof stay
 * valid, because the certificates do. The peer connection exists from {@linkcode PeerSession.start}
 * on, so candidates are gathered while the handshake still runs. It is lane 0, whose end is the
 * session's; further lanes come and go without it.
 */
export class PeerSession {
  readonly #options: PeerSessionOptions;
  readonly #listeners = new AbortController();
  readonly #pc: RTCPeerConnection;
  readonly #negotiation: PerfectNegotiation;
  readonly #gate: BindGate;
  readonly #watch: PeerWatch;
  readonly #path: PathWatch;
  /** Missing where the cargo is a screen. */
  readonly #lanes: FileLanes | undefined;
  readonly #introduction: Introduction;
  #control: ControlChannel | undefined;
  #state: PeerState = { kind: "introducing" };
  #doubtedAt = -Infinity;
  /** Past repair; only an owner goes on like that, for its guest to come again. */
  #isBroken = false;

  constructor(options: PeerSessionOptions) {
    const { role, clock, polite, cargo } = options;
    this.#options = options;
    this.#pc = createConnection(options);
    this.#introduction = this.#createIntroduction();
    this.#path = new PathWatch({ pc: this.#pc, onChange: () => this.#onPath() });
    this.#negotiation = new PerfectNegotiation({
      pc: this.#pc,
      polite,
      ...mediaRules(options),
      send: (payload) => this.#sendSignal(payload),
      onRemoteOffer: () => this.#load(),
      onFailure: (error) => {
        // The peer has proven itself, and the browser can't follow any more: seen in Chromium after
        // an answer of a Firefox whose network had changed.
        const isRefused = error.reason === "protocol-error" && error.cause !== undefined;
        if (isRefused && this.#gate.isBound) this.#break();
        else this.#fail(error.reason);
      },
    });
    this.#gate = new BindGate({
      clock,
      sendTag: (tag) => this.#control?.send({ type: "bind", tag }),
      onBound: () => this.#enterConnected(),
      onMessage: (message) => this.#onBoundMessage(message),
      onFailure: (reason) => this.#fail(reason),
    });
    this.#lanes = cargo.kind === "screen" ? undefined : cargo.createLanes({
      onLane: cargo.onLane,
      pc: this.#pc,
      role,
      clock,
      createConnection: () => createConnection(options),
      goesByNames: () =>
        this.#negotiation.sawNames && this.#path.path !== "direct" && this.#path.path !== "relay",
      send: (lane, payload, route) =>
        route === "server"
          ? this.#introduction.send({ lane, payload })
          : this.#control?.send({ type: "signal", lane, payload }),
      isProven: (sdp) => this.#negotiation.isPinned(sdp),
      onClose: () => this.#onChannelClosed(),
      onFailure: (reason) => this.#fail(reason),
    });
    this.#watch = new PeerWatch({
      pc: this.#pc,
      clock,
      isBound: () => this.#gate.isBound,
      framesReceived: () => this.#lanes?.received ?? 0,
      sendHeartbeat: () => this.#beat(),
      onDoubt: () => {
        this.#doubtedAt = clock.now();
        this.#lanes?.further?.doubt();
        options.onDoubt?.();
      },
      onInterrupted: () => this.#enter({ kind: "interrupted", path: this.#path.path }),
      onRecovered: () => this.#enterConnected(),
      onMended: () => this.#lanes?.further?.renew(),
      repair: () => this.#isBroken ? this.#askAnew() : this.#negotiation.restart(),
      onFailure: (reason) => this.#fail(reason),
    });
  }

  /** Where the session is now. */
  get state(): PeerState {
    return this.#state;
  }

  /** Whether the server, when last heard, had the peer in the session. */
  get isListed(): boolean {
    return this.#watch.signaling.peerListed;
  }

  /** The bulk channel; exists from `connected` on, so no frame passes before the proof. */
  get lane(): LaneHandle {
    const first = this.#lanes?.first;
    if (!first || !this.#gate.isBound) {
      throw new Error(`Cannot use the lane: ${this.#state.kind}`);
    }
    return first;
  }

  /**
   * Sees to it that this many lanes exist or will be set up, the first included; the owner's choice,
   * a guest answers. Nothing happens unless `connected`: the offers would wait in a dead channel.
   * Lanes that are lost are not replaced before the next call.
   */
  openLanes(count: number): void {
    if (this.#state.kind === "connected") this.#lanes?.further?.want(count);
  }

  /** The owner begins the handshake and makes the first offer; a guest waits for both. Called once. */
  start(): void {
    const { signal } = this.#listeners;
    this.#pc.addEventListener("connectionstatechange", () => this.#onConnectionState(), { signal });
    this.#pc.addEventListener("signalingstatechange", () => this.#onNegotiated(), { signal });
    onNetworkChange(() => this.#onNetworkChange(), signal);
    this.#watch.start(signal);
    const { role, cargo } = this.#options;
    if (cargo.kind === "screen") cargo.media.attach(this.#pc);
    if (role === "guest") return;
    this.#load();
    this.#introduction.start();
  }

  /** Takes sealed text that the server relayed from this peer. */
  receivePayload(payload: string): void {
    if (this.#isOver) return;
    // Before the connection exists this is how the peer is heard; afterwards only the connection
    // counts, or the server could pass a dead one off as alive.
    if (!this.#gate.isBound) this.#watch.heard();
    this.#introduction.receive(payload);
  }

  /** Takes what the signaling client knows, after every change of it. */
  signalingChanged(view: SignalingView): void {
    if (this.#isOver) return;
    const { open, peerListed } = this.#watch.signaling;
    this.#watch.signalingChanged(view);
    if (view.open && view.peerListed && !(open && peerListed)) this.reintroduce();
  }

  /**
   * The peer is back on another socket, or this side is: whatever was relayed between may be lost,
   * so the owner begins a new handshake. {@linkcode signalingChanged} calls it by itself when it
   * sees the gap; a `peer-joined` for a peer that never seemed gone shows none.
   */
  reintroduce(): void {
    if (this.#isOver || this.#options.role === "guest") return;
    // Not between the two proofs: they have to be made with the keys of one handshake.
    if (this.#control?.isOpen && !this.#gate.isBound) return;
    this.#introduction.start();
  }

  /**
   * Sends a message about the cargo, in order; while interrupted it waits in the channel.
   *
   * @throws {Error} before `connected`: nothing about it may leave before the proof.
   */
  send(message: TransferMessage | ScreenMessage): void {
    if (this.#isOver) return;
    if (!this.#gate.isBound) {
      throw new Error(`Cannot send "${message.type}": ${this.#state.kind}`);
    }
    this.#control?.send(message);
  }

  /**
   * Ends it here and tells the guest why it isn't wanted. The connection that this goes over stays until
   * {@linkcode PeerSession.close}, and carries nothing else any more.
   */
  dismiss(reason: Dismissal): void {
    if (this.#isOver) return;
    const { isBound } = this.#gate;
    if (isBound) this.#control?.send({ type: "bye", reason });
    else this.#introduction.giveUp(reason);
    this.#end({ kind: "closed" }, isBound);
  }

  /** Says goodbye and closes everything. Idempotent. */
  close(): void {
    if (this.#isOver) return this.#pc.close();
    if (this.#gate.isBound) this.#control?.send({ type: "bye" });
    this.#end({ kind: "closed" });
  }

  get #isOver(): boolean {
    return this.#listeners.signal.aborted;
  }

  #createIntroduction(): Introduction {
    const { role, sessionId, secret, sendPayload, clock } = this.#options;
    return new Introduction({
      role,
      sessionId,
      secret,
      sendPayload: (payload) => {
        if (this.#watch.signaling.open) sendPayload(payload);
      },
      isProven: () => this.#gate.isBound,
      onIntroduced: (isFirst) => this.#onIntroduced(isFirst),
      onSignal: (payload) => {
        this.#doubtedAt = clock.now();
        // The peer repairs already; a second offer would only collide with its own.
        if (payload.description && this.#gate.isBound) this.#watch.repairBegun();
        // Whatever came over the server can't end what is proven.
        this.#negotiation.receive(payload, !this.#gate.isBound);
      },
      onLaneSignal: (lane, payload) => this.#lanes?.further?.receive(lane, payload, "server"),
      onGivenUp: (reason) => {
        if (this.#isOver) return; // Said twice: what had come before the end is still read.
        if (!this.#gate.isBound) this.#end({ kind: "failed", reason });
        else if (role === "guest") this.#end({ kind: "broken" });
      },
      onFailure: (reason) => this.#fail(reason),
    });
  }

  #onIntroduced(isFirst: boolean): void {
    if (this.#isOver) return;
    if (isFirst) {
      // Said as soon as it can be said: nobody shall wait for a path that isn't looked for.
      const { iceTransportPolicy, iceServers } = this.#options;
      if (iceTransportPolicy === "relay" && !hasRelay(iceServers)) return this.#fail("no-relay");
      this.#enter({ kind: "connecting" });
      this.#prove();
      if (!this.#introduction.wasRestarted) return;
    }
    if (this.#isBroken) return this.#askAnew();
    // What was sealed before may be lost: say the open offer again, or make a new one where the
    // answer or its candidates may be what is missing, or the offer's are of a network that is gone.
    const isStale = this.#state.kind === "interrupted" &&
      this.#watch.sinceRepairMs >= STALE_OFFER_MS;
    if (isStale) return this.#watch.repairNow();
    if (!this.#negotiation.resend() && this.#state.kind !== "connected") {
      if (this.#options.role === "owner") this.#pc.restartIce();
    }
  }

  /** Makes the channels, once: the owner before its offer, the guest before its first answer. */
  async #load(): Promise<void> {
    try {
      await this.#lanes?.load();
    } catch {
      return this.#fail("server-unreachable"); // A part of the page is missing.
    }
    if (this.#control || this.#isOver) return;
    const { cargo } = this.#options;
    this.#control = new ControlChannel({
      channel: this.#pc.createDataChannel("control", CONTROL_CHANNEL),
      parseCargo: (value) =>
        cargo.kind === "screen" ? cargo.parse(value) : this.#lanes?.parse(value),
      onOpen: () => this.#prove(),
      onMessage: (message) => this.#onControlMessage(message),
      onViolation: () => this.#fail("protocol-error"),
      onClose: () => this.#onChannelClosed(),
    });
    this.#lanes?.createFirst();
  }

  #prove(): void {
    const { binding } = this.#introduction;
    if (!this.#control?.isOpen || !binding || this.#isOver) return;
    this.#gate.prove(
      binding,
      usedFingerprints(this.#pc, this.#negotiation.remoteFingerprint),
    );
  }

  #onControlMessage(message: ControlMessage): void {
    if (this.#gate.isBound) this.#watch.heard();
    this.#gate.receive(message);
  }

  #onBoundMessage(message: BoundMessage): void {
    switch (message.type) {
      case "heartbeat":
        return;
      case "bye":
        return this.#fail(message.reason ?? "peer-left");
      case "signal":
        if (message.lane === 0) return this.#negotiation.receive(message.payload);
        if (!this.#lanes) return this.#fail("protocol-error");
        return this.#lanes.further?.receive(message.lane, message.payload, "control");
      default:
        if (!deliver(this.#options, message)) this.#fail("protocol-error");
    }
  }

  /** Over the control channel while that is beyond doubt, else over the server while that is there. */
  #sendSignal(payload: SignalPayload): void {
    const isTrusted = this.#state.kind === "connected" &&
      this.#options.clock.now() - this.#doubtedAt >= DOUBT_MS;
    if (!isTrusted && this.#watch.signaling.open) {
      this.#introduction.send(payload);
    } else if (this.#gate.isBound) {
      this.#control?.send({ type: "signal", lane: 0, payload: { ...payload } });
    }
    // What is dropped before the proof is said again by `#onIntroduced` when signaling is back.
  }

  #enterConnected(): void {
    this.#watch.heard();
    this.#enter({ kind: "connected", path: this.#path.path });
    this.#path.look();
  }

  #onConnectionState(): void {
    const { connectionState, iceConnectionState } = this.#pc;
    const hasPath = iceConnectionState === "connected" ||
      iceConnectionState === "completed";
    if (connectionState !== "failed" || !hasPath || this.#gate.isBound) return;
    // There is a path and still no connection: DTLS refused the peer's certificate.
    this.#fail("tampered");
  }

  /** ICE has what it needs for another path; the lanes needn't wait until lane 0's SCTP tries it. */
  #onNegotiated(): void {
    const isMending = this.#pc.signalingState === "stable" && this.#watch.isDoubted;
    if (isMending && this.#watch.signaling.open) this.#lanes?.further?.renewSome();
  }

  #onNetworkChange(): void {
    if (this.#gate.isBound) this.#watch.repairNow();
  }

  #onChannelClosed(): void {
    const { connectionState } = this.#pc;
    // Firefox gives up DTLS, and with it the channels, where a packet can't be sent: its network
    // changed, or ICE failed, or was restarted before the last restart had found a path.
    if (connectionState === "failed" && this.#gate.isBound) this.#break();
    // Chromium tells of a reloaded page within 18 ms by this; a killed one says nothing.
    else this.#fail("peer-left");
  }

  /** The connection is past repair; the peer has to be met again. */
  #break(): void {
    if (this.#isOver || this.#isBroken) return;
    if (this.#options.role === "guest") return this.#end({ kind: "broken" });
    this.#isBroken = true;
    this.#negotiation.close();
    this.#lanes?.close();
    this.#enter({ kind: "interrupted", path: this.#path.path });
    this.#askAnew();
  }

  /** Has the guest come again; said once more as long as it doesn't. */
  #askAnew(): void {
    this.#introduction.giveUp("connection-lost");
  }

  #beat(): void {
    this.#control?.send({ type: "heartbeat" });
    this.#path.beat();
  }

  #onPath(): void {
    const { kind } = this.#state;
    if (kind === "connected" || kind === "interrupted") {
      this.#enter({ kind, path: this.#path.path });
    }
  }

  #fail(reason: FailureReason): void {
    if (this.#isOver) return;
    // There is no other way to say it yet, and who only sees us leave would wait for us.
    if (!this.#gate.isBound) this.#introduction.giveUp(reason);
    this.#end({ kind: "failed", reason });
  }

  /** The one way out: whatever the cause, nothing is left that fires, waits or sends. */
  #end(state: PeerState, saysWhy = false): void {
    this.#listeners.abort();
    this.#gate.close();
    this.#negotiation.close();
    this.#introduction.closeWhenSent();
    this.#control?.close();
    this.#lanes?.close();
    const { cargo } = this.#options;
    if (cargo.kind === "screen") cargo.media.detach?.();
    if (!saysWhy) this.#pc.close();
    this.#enter(state);
  }

  #enter(state: PeerState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
