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
 */
export class NativeConnection extends EventTarget {
  readonly #pc: PeerConnection;
  readonly #clock: Clock;
  #isOffered = false;
  #isClosed = false;
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
      if (this.#isClosed) return;
      this.dispatchEvent(
        new CandidateEvent({
          candidate: candidate.replace(/^a=/, ""),
          sdpMid,
          sdpMLineIndex: 0,
          usernameFragment: null,
        }),
      );
    });
    pc.onStateChange((state) => {
      this.#hasFailed ||= state === "failed";
      this.#tell("connectionstatechange");
    });
    pc.onIceStateChange(() => this.#tell("iceconnectionstatechange"));
    pc.onSignalingStateChange(() => this.#tell("signalingstatechange"));
  }

  get connectionState(): RTCPeerConnectionState {
    if (this.#isClosed) return "closed";
    return this.#hasFailed ? "failed" : this.#pc.state();
  }

  get iceConnectionState(): RTCIceConnectionState {
    if (this.#isClosed) return "closed";
    return this.#hasFailed ? "failed" : this.#pc.iceState();
  }

  get signalingState(): RTCSignalingState {
    return this.#isClosed ? "closed" : this.#pc.signalingState();
  }

  get localDescription(): RTCSessionDescriptionInit | null {
    return descriptionOf(this.#pc.localDescription());
  }

  get remoteDescription(): RTCSessionDescriptionInit | null {
    return descriptionOf(this.#pc.remoteDescription());
  }

  /**
   * The other side's certificate can't be read. The library enforces the fingerprint that the
   * description named, as Firefox does.
   */
  get sctp() {
    return { maxMessageSize: this.#pc.maxMessageSize(), transport: {} };
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
    return new NativeChannel(channel);
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
      if (this.#isClosed || this.#pc.bytesReceived() !== before) return;
      this.#hasFailed = true;
      this.#tell("iceconnectionstatechange");
      this.#tell("connectionstatechange");
      this.#pc.close(); // Its channels close, and tell it.
    });
  }

  getStats() {
    return Promise.resolve(this.#isClosed ? new Map() : nativeStats(this.#pc));
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelLook?.();
    this.#pc.close();
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
