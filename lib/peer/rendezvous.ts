import type { TransferMessage } from "../protocol/control_message.ts";
import type { FailureReason } from "../protocol/failure.ts";
import type { PeerId, SessionId } from "../protocol/ids.ts";
import { MAX_LISTED_PEERS } from "../protocol/limits.ts";
import type { ScreenMessage } from "../protocol/screen_message.ts";
import type { IceSetup, JoinMessage, PeerInfo } from "../protocol/signaling_message.ts";
import {
  type Joined,
  SignalingClient,
  type SignalingState,
} from "../signaling/signaling_client.ts";
import type { Clock } from "../base/clock.ts";
import type { Doorkeeper } from "./doorkeeper.ts";
import type { Cargo, PeerMedia, ScreenCargo } from "./cargo.ts";
import { IceConnections } from "./ice/ice_connections.ts";
import type { FileCargoParts } from "./file_cargo.ts";
import type { LaneHandle } from "./lanes/lane_handle.ts";
import { onNetworkChange, onShownAgain } from "../browser/network_change.ts";
import { PeerSession, type PeerState } from "./peer_session.ts";
import { SessionCertificate } from "./ice/session_certificate.ts";

/**
 * Owners that a guest meets at once. There is one, and for a moment the page that it was before it was
 * reloaded; a browser makes some hundred connections, and each of these costs one.
 */
const MAX_OWNERS = 8;

/** What a {@linkcode Rendezvous} needs. */
export interface RendezvousOptions {
  readonly sessionId: SessionId;
  /** The link's key. */
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly join: JoinMessage;
  /** The signaling WebSocket of this session. */
  readonly signalingUrl: string;
  readonly clock: Clock;
  readonly events: RendezvousEvents;
  readonly openSocket?: (url: string) => WebSocket;
  readonly createConnection?: (config: RTCConfiguration) => RTCPeerConnection;
  readonly cargo: RendezvousCargo;
  readonly network?: NetworkView;
  /** Whom an owner meets; a guest meets its owner. */
  readonly doorkeeper?: Doorkeeper;
}

/** What the page says and hears about the way between the members. */
export interface NetworkView {
  /** Asked before each peer's session: `relay` hides this page's address from the peer. */
  readonly iceTransportPolicy: () => RTCIceTransportPolicy;
  /** The servers by which a way is looked for, whenever the server tells them. */
  readonly onIceServers: (servers: IceSetup["iceServers"]) => void;
}

/** What goes between the members of a session. */
export type RendezvousCargo =
  | FileCargoParts
  /** `createMedia` makes what goes over the connection to one peer, just before its session exists. */
  | Pick<ScreenCargo, "kind" | "parse"> & { readonly createMedia: () => PeerMedia };

/** What a {@linkcode Rendezvous} tells. */
export interface RendezvousEvents {
  /** The server let us in, or in again. `peerCount` others are there. */
  readonly onJoined: (peerCount: number) => void;
  /** The way to the server: `true` while it is lost and being looked for. */
  readonly onServerLost: (lost: boolean) => void;
  /** The server ended it, or can't be found. Peers that are connected stay connected. */
  readonly onClosed: (reason: FailureReason) => void;
  /** A peer's state changed; its first one is `introducing`, its last `failed` or `closed`. */
  readonly onPeerState: (peer: PeerSession, state: PeerState) => void;
  /** A message about a transfer, where files are the cargo. */
  readonly onPeerMessage?: (peer: PeerSession, message: TransferMessage) => void;
  /** A message about a screen, where that is the cargo. */
  readonly onScreenMessage?: (peer: PeerSession, message: ScreenMessage) => void;
  /** A further lane to a peer exists on this side; it isn't open yet. */
  readonly onPeerLane?: (peer: PeerSession, lane: LaneHandle) => void;
  /** A peer that was not connected yet left the session. */
  readonly onPeerAway: () => void;
}

/**
 * Where the members of one session find each other: the signaling socket, and a
 * {@linkcode PeerSession} for each other member as long as there is something between them.
 */
export class Rendezvous {
  readonly #options: RendezvousOptions;
  readonly #signaling: SignalingClient;
  readonly #peers = new Map<PeerId, PeerSession>();
  /** Who has a socket in the session, as far as the server last said. */
  readonly #listed = new Set<PeerId>();
  readonly #listeners = new AbortController();
  readonly #certificate = new SessionCertificate();
  readonly #ice: IceConnections;

  constructor(options: RendezvousOptions) {
    this.#options = options;
    const { openSocket, clock, createConnection, doorkeeper } = options;
    doorkeeper?.open({
      peers: this.#peers,
      listed: this.#listed,
      meet: (peer) => this.#introduce(peer),
      relay: (to, payload) => this.#signaling.relay(to, payload),
    });
    this.#signaling = new SignalingClient({
      url: options.signalingUrl,
      join: options.join,
      clock,
      ...(openSocket && { openSocket }),
      mayGiveUp: () => !this.#anyConnected(),
      onState: (state) => this.#onSignalingState(state),
      onJoined: (joined) => this.#onJoined(joined),
      onIceServers: (setup) => this.#takeIce(setup),
      onPeerJoined: (peer) => this.#onPeerJoined(peer),
      onPeerLeft: (peerId) => this.#onPeerLeft(peerId),
      onRelay: (from, payload) => {
        const peer = this.#peers.get(from);
        if (peer) peer.receivePayload(payload);
        else doorkeeper?.receive(from, payload);
      },
      // A peer that can't be reached is about to be reported as left.
      onUndeliverable: () => {},
    });
    this.#ice = new IceConnections({
      clock,
      createConnection,
      certificate: this.#certificate,
      askForIce: () => this.#signaling.askForIce(),
    });
  }

  /** Connects to the server. Called once. */
  start(): void {
    const { signal } = this.#listeners;
    onNetworkChange(() => this.#signaling.checkNow(), signal);
    onShownAgain(() => this.#signaling.checkNow(), signal);
    this.#certificate.create();
    this.#signaling.start();
  }

  /** Leaves for good, and says so to everybody; idempotent. */
  leave(): void {
    this.#hangUp();
    this.#signaling.leave();
  }

  /**
   * Goes without a word to the server, which keeps the session for this member's next page; peers
   * that are connected are told. Idempotent.
   */
  vanish(): void {
    this.#hangUp();
    this.#signaling.close();
  }

  #hangUp(): void {
    this.#listeners.abort();
    this.#ice.close();
    this.#options.doorkeeper?.close();
    for (const peer of [...this.#peers.values()]) peer.close();
  }

  #onSignalingState(state: SignalingState): void {
    this.#tellPeers();
    const { onServerLost, onClosed } = this.#options.events;
    if (this.#over) return;
    if (state.kind === "closed") {
      if (state.reason !== undefined) onClosed(state.reason);
    } else onServerLost(state.kind === "retrying");
  }

  #takeIce(setup: IceSetup): void {
    if (this.#over) return;
    this.#ice.take(setup);
    this.#options.network?.onIceServers(this.#ice.servers);
  }

  #onJoined({ peers, ...setup }: Joined): void {
    // First: who is interrupted begins a repair when it hears that the server is back.
    this.#takeIce(setup);
    this.#listed.clear();
    for (const { peerId } of peers) this.#listed.add(peerId);
    this.#tellPeers();
    for (const peer of peers) this.#meet(peer);
    this.#options.events.onJoined(peers.length);
  }

  #onPeerJoined(peer: PeerInfo): void {
    const known = this.#peers.get(peer.peerId);
    const wasListed = this.#listed.has(peer.peerId);
    // No session has as many: the server invents them.
    if (!wasListed && this.#listed.size >= MAX_LISTED_PEERS) return;
    this.#listed.add(peer.peerId);
    if (!known) return this.#meet(peer);
    this.#tell(peer.peerId, known);
    // It never seemed gone, and yet it is on another socket: what was under way may be lost.
    if (wasListed) known.reintroduce();
  }

  #onPeerLeft(peerId: PeerId): void {
    this.#listed.delete(peerId);
    this.#options.doorkeeper?.left(peerId);
    const peer = this.#peers.get(peerId);
    if (!peer) return this.#options.events.onPeerAway();
    if (isConnected(peer.state)) return this.#tell(peerId, peer);
    this.#peers.delete(peerId);
    peer.close();
    this.#options.events.onPeerAway();
  }

  #meet(info: PeerInfo): void {
    const { doorkeeper, join } = this.#options;
    // Two of a kind have nothing to say to each other, whatever the server says they are.
    if (this.#peers.has(info.peerId) || this.#over || info.role === join.role) return;
    if (doorkeeper) doorkeeper.came(info);
    else if (this.#peers.size < MAX_OWNERS) this.#introduce(info);
  }

  #introduce({ peerId }: PeerInfo): void {
    const { sessionId, secret, clock, events, join: { role }, network } = this.#options;
    const peer: PeerSession = new PeerSession({
      role,
      // As the server says too; were it asked, it could have both give way, or neither.
      polite: role === "guest",
      sessionId,
      secret,
      clock,
      iceServers: this.#ice.servers,
      ...(network && { iceTransportPolicy: network.iceTransportPolicy() }),
      createConnection: (config) => this.#ice.create(config),
      cargo: this.#cargoFor(() => peer),
      sendPayload: (payload) => this.#signaling.relay(peerId, payload),
      onDoubt: () => this.#signaling.checkNow(),
      onState: (state) => this.#onPeerState(peerId, peer, state),
    });
    this.#peers.set(peerId, peer);
    events.onPeerState(peer, peer.state);
    peer.start();
  }

  #onPeerState(peerId: PeerId, peer: PeerSession, state: PeerState): void {
    const { doorkeeper, events } = this.#options;
    if (isOver(state)) {
      this.#peers.delete(peerId);
      doorkeeper?.over(peer);
    } else if (state.kind === "connected" && doorkeeper?.admit(peer) === false) return;
    events.onPeerState(peer, state);
  }

  #cargoFor(peer: () => PeerSession): Cargo {
    const { cargo, events } = this.#options;
    if (cargo.kind === "files") {
      return {
        ...cargo,
        onMessage: (message: TransferMessage) => events.onPeerMessage?.(peer(), message),
        onLane: (lane) => events.onPeerLane?.(peer(), lane),
      };
    }
    const { createMedia, ...parts } = cargo;
    return {
      ...parts,
      media: createMedia(),
      onMessage: (message: ScreenMessage) => events.onScreenMessage?.(peer(), message),
    };
  }

  #tellPeers(): void {
    for (const [peerId, peer] of [...this.#peers]) this.#tell(peerId, peer);
  }

  #tell(peerId: PeerId, peer: PeerSession): void {
    const { state } = this.#signaling;
    peer.signalingChanged({
      open: state.kind === "open",
      refused: state.kind === "closed" || (state.kind === "retrying" && state.refused),
      peerListed: this.#listed.has(peerId),
    });
  }

  get #over(): boolean {
    return this.#listeners.signal.aborted;
  }

  #anyConnected(): boolean {
    return [...this.#peers.values()].some((peer) => isConnected(peer.state));
  }
}

function isOver({ kind }: PeerState): boolean {
  return kind === "failed" || kind === "broken" || kind === "closed";
}

function isConnected(state: PeerState): boolean {
  return state.kind === "connected" || state.kind === "interrupted";
}
