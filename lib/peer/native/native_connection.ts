import { PeerConnection } from "node-datachannel";
import type { Clock } from "../../base/clock.ts";
import { NativeChannel } from "./native_channel.ts";
import { nativeServers } from "./native_servers.ts";
import { nativeStats } from "./native_stats.ts";
import type { PemCertificate } from "./self_signed_certificate.ts";

/**
 * Ms in which a path that is in doubt has to show that it lives. The other side says something twice a
 * second.
 */
const SIGN_OF_LIFE_MS = 2_000;

/** What a {@linkcode NativeConnection} is made with. */
export interface NativeConnectionOptions extends RTCConfiguration {
  readonly certificate: PemCertificate;
  readonly clock: Clock;
}

/** A local candidate, as `icecandidate` tells it. */
class CandidateEvent extends Event {
  readonly candidate: { toJSON(): RTCIceCandidateInit };

  constructor(init: RTCIceCandidateInit) {
    super("icecandidate");
    this.candidate = { toJSON: () => init };
  }
}

/**
 * A connection of libdatachannel with a browser's names: as much of `RTCPeerConnection` as a
 * `PeerSession` and its lanes use. Where the library differs:
 *
 * - It offers by itself as soon as there is a channel: turned off, and `negotiationneeded` is told instead.
 * - It tells nothing before the next turn of the event loop, so a description that
 *   {@linkcode NativeConnection.setLocalDescription} made is read and sent before its candidates are told.
 * - It has no ICE restart. {@linkcode NativeConnection.restartIce} finds out whether the path is really
 *   gone, and then fails the connection: a session that is past repair makes its peer come again. A
 *   peer's restart it refuses, with the same end.
 * - A failed connection closes at once, and would say `closed`: the failure is remembered.
 * - While it takes an answer it may have a path already, because the peer's checks came before, and then
 *   begins DTLS before it knows the answer's fingerprint, and refuses the certificate. So the candidates of
 *   an offer are told when its answer is taken: until then the peer has nothing to check.
 */
export class NativeConnection extends EventTarget {
  readonly #pc: PeerConnection;
  readonly #clock: Clock;
  #isOffered = false;
  #isClosed = false;
  #isFreed = false;
  #iceState: RTCIceConnectionState = "new";
  readonly #channels: NativeChannel[] = [];
  /** Not told yet. */
  #candidates: RTCIceCandidateInit[] = [];
  #hasFailed = false;
  #cancelLook: (() => void) | undefined;

  constructor({ iceServers, iceTransportPolicy, certificate, clock }: NativeConnectionOptions) {
    super();
    this.#clock = clock;
    const pc = this.#pc = new PeerConnection("", {
      iceServers: nativeServers(iceServers),
      iceTransportPolicy: iceTransportPolicy ?? "all",
      disableAutoNegotiation: true,
      certificatePemFile: certificate.certificate,
      keyPemFile: certificate.key,
    });
    pc.onLocalCandidate((candidate, sdpMid) => {
      this.#candidates.push({
        candidate: candidate.replace(/^a=/, ""),
        sdpMid,
        sdpMLineIndex: 0,
        usernameFragment: null,
      });
      if (this.remoteDescription) this.#tellCandidates();
    });
    pc.onStateChange((state) => {
      this.#hasFailed ||= state === "failed";
      this.#tell("connectionstatechange");
    });
    pc.onIceStateChange(() => {
      const state = this.#isFreed ? "closed" : pc.iceState();
      // What follows a failure, of DTLS too, says nothing of the path.
      if (state !== "closed" || !this.#hasFailed) this.#iceState = state;
      this.#tell("iceconnectionstatechange");
    });
    pc.onSignalingStateChange(() => this.#tell("signalingstatechange"));
  }

  get connectionState(): RTCPeerConnectionState {
    if (this.#isClosed) return "closed";
    return this.#hasFailed ? "failed" : this.#pc.state();
  }

  get iceConnectionState(): RTCIceConnectionState {
    return this.#isClosed ? "closed" : this.#iceState;
  }

  get signalingState(): RTCSignalingState {
    return this.#isFreed ? "closed" : this.#pc.signalingState();
  }

  /** Without candidates, which are told each by itself. */
  get localDescription(): RTCSessionDescriptionInit | null {
    const description = this.#isFreed ? null : descriptionOf(this.#pc.localDescription());
    const sdp = description?.sdp?.replaceAll(/^a=(?:candidate:.*|end-of-candidates)\r\n/gm, "");
    return description && sdp !== undefined ? { ...description, sdp } : null;
  }

  get remoteDescription(): RTCSessionDescriptionInit | null {
    return this.#isFreed ? null : descriptionOf(this.#pc.remoteDescription());
  }

  /**
   * The other side's certificate can't be read. The library enforces the fingerprint that the
   * description named, as Firefox does.
   */
  get sctp() {
    return this.#isFreed ? null : { maxMessageSize: this.#pc.maxMessageSize(), transport: {} };
  }

  createDataChannel(label: string, { negotiated, id, ordered }: RTCDataChannelInit = {}) {
    const channel = this.#pc.createDataChannel(label, {
      unordered: ordered === false,
      ...(negotiated !== undefined && { negotiated }),
      ...(id !== undefined && { id }),
    });
    // Whoever makes it for an answer needs no offer, nor does a further channel.
    if (this.signalingState === "stable" && !this.#isOffered && !this.remoteDescription) {
      this.#isOffered = true;
      queueMicrotask(() => this.#tell("negotiationneeded"));
    }
    const wrapped = new NativeChannel(channel);
    this.#channels.push(wrapped);
    return wrapped;
  }

  /** @throws {DOMException} where it isn't the time for one, and for a rollback: nothing here needs one. */
  async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
    if (description?.type === "rollback") {
      throw new DOMException("Cannot roll back: not supported", "NotSupportedError");
    }
    await refusing(() => this.#pc.setLocalDescription());
  }

  /** @throws {DOMException} where the library refuses it, as it does a restart. */
  async setRemoteDescription({ type, sdp = "" }: RTCSessionDescriptionInit): Promise<void> {
    await refusing(() => this.#pc.setRemoteDescription(sdp, type));
    this.#tellCandidates();
  }

  /** @throws {DOMException} where it can't be used. */
  async addIceCandidate({ candidate, sdpMid }: RTCIceCandidateInit): Promise<void> {
    if (!candidate) return; // The end of candidates, which the library doesn't need.
    await refusing(() => this.#pc.addRemoteCandidate(candidate, sdpMid ?? "0"));
  }

  /** The library can't. */
  setConfiguration(): void {}

  /** Fails the connection where nothing comes in for {@linkcode SIGN_OF_LIFE_MS}. */
  restartIce(): void {
    if (this.#cancelLook || this.connectionState !== "connected") return;
    const before = this.#pc.bytesReceived();
    this.#cancelLook = this.#clock.after(SIGN_OF_LIFE_MS, () => {
      this.#cancelLook = undefined;
      if (this.#isFreed || this.#pc.bytesReceived() !== before) return;
      this.#hasFailed = true;
      this.#iceState = "failed";
      this.#tell("iceconnectionstatechange");
      this.#tell("connectionstatechange");
      // Not closed: that would tell the peer that this side left, who is to come again.
      for (const channel of this.#channels) channel.lose();
    });
  }

  getStats() {
    return Promise.resolve(this.#isFreed ? new Map() : nativeStats(this.#pc));
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelLook?.();
    this.#free();
  }

  /** From now on the library throws at every call. */
  #free(): void {
    if (this.#isFreed) return;
    this.#isFreed = true;
    this.#pc.close();
  }

  #tellCandidates(): void {
    for (const init of this.#candidates.splice(0)) {
      if (!this.#isClosed) this.dispatchEvent(new CandidateEvent(init));
    }
  }

  #tell(type: string): void {
    if (!this.#isClosed) this.dispatchEvent(new Event(type));
  }
}

function descriptionOf(
  description: { readonly type: string; readonly sdp: string } | null,
): RTCSessionDescriptionInit | null {
  if (description?.type !== "offer" && description?.type !== "answer") return null;
  return { type: description.type, sdp: description.sdp };
}

/** Has the library's refusals look as a browser's do: whatever else is thrown would be a defect. */
async function refusing(step: () => void): Promise<void> {
  try {
    await step();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DOMException(reason, "OperationError");
  }
}
