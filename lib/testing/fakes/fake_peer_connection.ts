import { FakeDataChannel } from "./fake_data_channel.ts";
import { TrackedTarget } from "./tracked_target.ts";

let connections = 0;

/** A section of audio or video. */
export interface FakeTransceiver {
  readonly kind: string;
  readonly direction: RTCRtpTransceiverDirection;
}

/**
 * A peer connection without a network: the signaling state machine of W3C webrtc-pc §4.3.1 with
 * implicit rollback, descriptions that a guard accepts, and channels that a test links.
 */
export class FakePeerConnection extends TrackedTarget {
  signalingState: RTCSignalingState = "stable";
  iceConnectionState: RTCIceConnectionState = "new";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  /** What the DTLS transport shows; missing where the browser doesn't show it. */
  remoteCertificate: ArrayBuffer | undefined;
  /** Whether a local description may be another than the browser wrote. */
  takesChanges = true;
  restarts = 0;
  /** What it was told to use from then on, newest last. */
  readonly configurations: RTCConfiguration[] = [];
  /** The byte that fills this connection's fingerprint. */
  readonly fingerprintByte: number;
  readonly channels = new Map<string, FakeDataChannel>();
  readonly candidates: RTCIceCandidateInit[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  /** Whether something comes in, so that every look at it finds more. */
  isReceiving = false;
  #receivedBytes = 0;
  readonly #number = ++connections;
  #generation = 1;
  #needsNegotiation = false;

  /** The same object, as the code under test takes it. */
  get asConnection(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }

  /** Whether every listener here and on the channels was added with a signal that is aborted. */
  override get isReleased(): boolean {
    return super.isReleased &&
      [...this.channels.values()].every(({ isReleased }) => isReleased);
  }

  /** @param sameCertificate whose certificate it has; its own where there is none */
  constructor(sameCertificate?: FakePeerConnection) {
    super();
    this.fingerprintByte = sameCertificate?.fingerprintByte ?? this.#number % 256;
  }

  get sctp() {
    const certificate = this.remoteCertificate;
    const transport = certificate ? { getRemoteCertificates: () => [certificate] } : {};
    return { maxMessageSize: 262_144, transport };
  }

  createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
    const channel = new FakeDataChannel(init);
    this.channels.set(label, channel);
    if (!this.remoteDescription) this.#negotiationNeeded();
    return channel.asChannel;
  }

  /** Leaves the asking for a negotiation to the data channel, which is made in the same task. */
  addTransceiver(kind: string, { direction = "sendrecv" }: RTCRtpTransceiverInit = {}): void {
    this.transceivers.push({ kind, direction });
  }

  channel(label: string): FakeDataChannel {
    const channel = this.channels.get(label);
    if (!channel) throw new Error(`No channel "${label}"`);
    return channel;
  }

  setConfiguration(configuration: RTCConfiguration): void {
    if (this.signalingState === "closed") throw new DOMException("closed");
    this.configurations.push(configuration);
  }

  restartIce(): void {
    this.restarts++;
    this.#generation++;
    this.#negotiationNeeded();
  }

  async createAnswer(): Promise<RTCSessionDescriptionInit> {
    await Promise.resolve();
    if (this.signalingState !== "have-remote-offer") throw new DOMException("no offer to answer");
    return this.describe("answer");
  }

  async setLocalDescription(
    description?: { readonly type: RTCSdpType; readonly sdp?: string },
  ): Promise<void> {
    await Promise.resolve();
    if (this.signalingState === "closed") throw new DOMException("closed");
    if (description?.type === "rollback") {
      if (this.signalingState !== "have-local-offer") {
        throw new DOMException("nothing to take back");
      }
      this.#needsNegotiation = true;
      return this.#become("stable");
    }
    const isAnswer = this.signalingState === "have-remote-offer";
    const own = this.describe(isAnswer ? "answer" : "offer");
    if (description?.sdp !== undefined && !this.takesChanges && description.sdp !== own.sdp) {
      throw new DOMException("not what was created", "InvalidModificationError");
    }
    this.localDescription = { ...own, ...description };
    this.#become(isAnswer ? "stable" : "have-local-offer");
  }

  async setRemoteDescription(
    description: RTCSessionDescriptionInit,
  ): Promise<void> {
    await Promise.resolve();
    const { signalingState } = this;
    if (signalingState === "closed") throw new DOMException("closed");
    if (description.type === "answer") {
      if (signalingState !== "have-local-offer") {
        throw new DOMException("no offer to answer");
      }
      this.remoteDescription = description;
      return this.#become("stable");
    }
    // Our own offer is rolled back and still has to be made.
    if (signalingState === "have-local-offer") this.#needsNegotiation = true;
    this.remoteDescription = description;
    const kinds = [...(description.sdp ?? "").matchAll(/^m=(audio|video)/gm)];
    for (const [, kind = ""] of kinds.slice(this.transceivers.length)) {
      this.transceivers.push({ kind, direction: "recvonly" });
    }
    this.#become("have-remote-offer");
  }

  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    this.candidates.push(candidate);
    return Promise.resolve();
  }

  getStats(): Promise<RTCStatsReport> {
    if (this.isReceiving) this.#receivedBytes++;
    const pair = { type: "candidate-pair", bytesReceived: this.#receivedBytes };
    return Promise.resolve(new Map([["pair", pair]]) as unknown as RTCStatsReport);
  }

  close(): void {
    this.signalingState = "closed";
    for (const channel of this.channels.values()) channel.close();
  }

  /** ICE changed its mind. */
  becomeIce(state: RTCIceConnectionState): void {
    this.iceConnectionState = state;
    this.dispatchEvent(new Event("iceconnectionstatechange"));
  }

  /** The connection as a whole changed. */
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  /** The browser found a candidate. */
  findCandidate(candidate: RTCIceCandidateInit): void {
    const found = { candidate: { toJSON: () => candidate } };
    this.dispatchEvent(Object.assign(new Event("icecandidate"), found));
  }

  /** A description of this connection as it would make it now. */
  describe(type: "offer" | "answer"): { type: "offer" | "answer"; sdp: string } {
    const byte = this.fingerprintByte.toString(16).padStart(2, "0");
    const lines = [
      "v=0",
      "o=- 1 1 IN IP4 127.0.0.1",
      "s=-",
      "t=0 0",
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      "c=IN IP4 0.0.0.0",
      `a=ice-ufrag:${this.ufrag}`,
      "a=ice-pwd:0123456789abcdef01234567",
      `a=fingerprint:sha-256 ${Array(32).fill(byte).join(":")}`,
      "a=mid:0",
      ...this.transceivers.flatMap(({ kind, direction }, index) => [
        `m=${kind} 9 UDP/TLS/RTP/SAVPF 96`,
        ...(kind === "audio" ? ["a=rtpmap:96 opus/48000/2"] : []),
        "c=IN IP4 0.0.0.0",
        `a=mid:${index + 1}`,
        `a=${direction}`,
      ]),
    ];
    return { type, sdp: lines.join("\r\n") + "\r\n" };
  }

  /** The name of the present ICE generation. */
  get ufrag(): string {
    return `pc${this.#number}g${this.#generation}`;
  }

  #negotiationNeeded(): void {
    if (this.#needsNegotiation) return;
    this.#needsNegotiation = true;
    queueMicrotask(() => this.#fireIfStable());
  }

  #become(state: RTCSignalingState): void {
    this.signalingState = state;
    this.dispatchEvent(new Event("signalingstatechange"));
    queueMicrotask(() => this.#fireIfStable());
  }

  #fireIfStable(): void {
    if (!this.#needsNegotiation || this.signalingState !== "stable") return;
    this.#needsNegotiation = false;
    this.dispatchEvent(new Event("negotiationneeded"));
  }
}

/** The network between two connections appears: their channels open and deliver. */
export function joinConnections(
  one: FakePeerConnection,
  other: FakePeerConnection,
): void {
  for (const [label, channel] of one.channels) {
    channel.linkTo(other.channel(label));
  }
  for (const pc of [one, other]) {
    pc.becomeIce("connected");
    pc.become("connected");
    for (const channel of pc.channels.values()) channel.open();
  }
}
