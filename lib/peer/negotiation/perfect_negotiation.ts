import { FailureError } from "../../protocol/failure.ts";
import { MAX_CANDIDATES_PER_GENERATION } from "../../protocol/limits.ts";
import type { UnknownRecord } from "../../protocol/parse.ts";
import {
  CandidateBudget,
  type CheckedCandidate,
  type CheckedDescription,
  type RemoteMedia,
} from "../../security/description_guard.ts";
import { fingerprintOfSdp } from "../../security/fingerprint.ts";
import { equalBytes } from "../../security/transcript.ts";
import { decideDescription } from "./negotiation.ts";
import { checkSignal, type SignalPayload } from "./signal_payload.ts";

/**
 * Payloads received and not yet processed: two whole generations. A browser takes milliseconds for
 * each, so more of them is a flood.
 */
const MAX_PENDING = 2 * MAX_CANDIDATES_PER_GENERATION;

/** What a {@linkcode PerfectNegotiation} needs and tells. */
export interface PerfectNegotiationOptions {
  readonly pc: RTCPeerConnection;
  readonly polite: boolean;
  /**
   * The number of the first own offer: another for each of several connections that one pair of
   * peers makes one after the other, so that no answer is taken for another connection's.
   *
   * @default {1}
   */
  readonly firstRevision?: number;
  /** What the peer's descriptions may do with audio and video. @default {"none"} */
  readonly remoteMedia?: RemoteMedia;
  /** Changes the peer's answer before the browser takes it. It was checked already. */
  readonly adjustAnswer?: (sdp: string) => string;
  /**
   * Sets an answer to the offer that is set. What it asks of codecs is its own affair: the proof covers
   * the certificates. Nothing comes between: descriptions of the peer wait in the queue.
   *
   * @default {pc.setLocalDescription()}
   */
  readonly answer?: ((pc: RTCPeerConnection) => Promise<void>) | undefined;
  /** Takes it to the peer, in order, or loses it; {@linkcode PerfectNegotiation.resend} repairs a loss. */
  readonly send: (payload: SignalPayload) => void;
  /** A remote offer is set and not yet answered: the moment to add negotiated channels. */
  readonly onRemoteOffer: () => void | Promise<void>;
  /** Its `cause` is the browser's error where that refused what the checks had let pass. */
  readonly onFailure: (error: FailureError) => void;
}

/**
 * Perfect negotiation (W3C webrtc-pc §10.7) with the specification's own names.
 *
 * What differs, and why:
 * - Incoming payloads pass one promise queue, so a candidate never overtakes its description.
 *   `negotiationneeded` does not: the specification fires it only while the operations chain is
 *   empty, and queueing it would let `setLocalDescription()` run in `have-remote-offer`, where it
 *   makes an answer.
 * - Descriptions carry a revision, because they take two ways; see {@linkcode decideDescription}.
 * - Candidates wait for the description of their generation, bounded, oldest dropped first.
 * - Every description carries the certificate of the first. ICE restarts keep the certificate that
 *   the binding covers, so another one is `tampered`.
 */
export class PerfectNegotiation {
  readonly #options: PerfectNegotiationOptions;
  readonly #listeners = new AbortController();
  #queue: Promise<void> = Promise.resolve();
  #pending = 0;

  #makingOffer = false;
  #ignoreOffer = false;
  #isSettingRemoteAnswerPending = false;

  #sentRevision: number;
  #seenRevision = 0;
  #remoteFingerprint: Uint8Array | undefined;
  #held: CheckedCandidate[] = [];
  #generation: string | undefined;
  readonly #budget = new CandidateBudget();
  #sawNames = false;

  constructor(options: PerfectNegotiationOptions) {
    this.#options = options;
    const { pc, firstRevision = 1 } = options;
    this.#sentRevision = firstRevision - 1;
    const { signal } = this.#listeners;
    pc.addEventListener("negotiationneeded", () => {
      this.#offer().catch((error) => this.#fail(error));
    }, { signal });
    pc.addEventListener("icecandidate", ({ candidate }) => {
      if (!candidate) return;
      const init = candidate.toJSON();
      this.#noteName(init.candidate);
      options.send({ candidate: init });
    }, { signal });
  }

  /** The certificate named by the peer's descriptions; `undefined` before the first. */
  get remoteFingerprint(): Uint8Array | undefined {
    return this.#remoteFingerprint;
  }

  /** Whether either side gave itself an mDNS name instead of an address (RFC 8828 §5.2). */
  get sawNames(): boolean {
    return this.#sawNames;
  }

  /** Whether a description names the certificate that the peer's descriptions name. */
  isPinned(sdp: string): boolean {
    const pinned = this.#remoteFingerprint;
    return pinned !== undefined && equalBytes(fingerprintOfSdp(sdp), pinned);
  }

  /**
   * Takes what the peer's negotiation sent. It may be anything.
   *
   * @param mayEnd whether what it must not be ends the connection; else it is passed over
   */
  receive(payload: UnknownRecord, mayEnd = true): void {
    if (this.#listeners.signal.aborted) return;
    if (this.#pending >= MAX_PENDING) {
      if (mayEnd) this.#fail(protocolError("too many payloads are waiting"));
      return;
    }
    this.#pending++;
    this.#queue = this.#queue.then(async () => {
      this.#pending--;
      if (!this.#listeners.signal.aborted) await this.#process(payload);
    }).catch((error) => {
      // What the browser refuses it had to be given, and it may not go on after that.
      if (mayEnd || !(error instanceof FailureError)) this.#fail(error);
    });
  }

  /**
   * Says the outstanding offer again, with all candidates found so far.
   *
   * @returns whether there is one; without, the caller may restart ICE.
   */
  resend(): boolean {
    const { pc } = this.#options;
    if (pc.signalingState !== "have-local-offer") return false;
    this.#sendLocalDescription(this.#sentRevision);
    return true;
  }

  /**
   * Restarts ICE, also where an own offer is outstanding: its candidates may be of a network that is
   * gone. An answer to it is told from the next one's by its revision.
   */
  async restart(): Promise<void> {
    const { pc } = this.#options;
    if (this.#listeners.signal.aborted) return;
    pc.restartIce();
    if (pc.signalingState !== "have-local-offer") return;
    try {
      // The restart waits for it, and then offers.
      await pc.setLocalDescription({ type: "rollback" });
    } catch (error) {
      // An answer came first: then the restart needn't wait.
      if (!(error instanceof DOMException)) this.#fail(error);
    }
  }

  /** Stops listening; nothing is sent or told afterwards. */
  close(): void {
    this.#listeners.abort();
    this.#held = [];
  }

  async #offer(): Promise<void> {
    const { pc } = this.#options;
    try {
      this.#makingOffer = true;
      await pc.setLocalDescription();
      this.#sendLocalDescription(++this.#sentRevision);
    } finally {
      this.#makingOffer = false;
    }
  }

  #sendLocalDescription(revision: number): void {
    const { localDescription } = this.#options.pc;
    if (!localDescription || this.#listeners.signal.aborted) return;
    const { type, sdp } = localDescription;
    this.#options.send({ description: { type, sdp }, revision });
  }

  async #process(payload: UnknownRecord): Promise<void> {
    const signal = checkSignal(payload, this.#options.remoteMedia);
    if (!signal) throw protocolError("a description or candidate is malformed");
    if ("candidate" in signal) return await this.#onCandidate(signal.candidate);
    await this.#onDescription(signal.description, signal.revision);
  }

  async #onDescription(
    description: CheckedDescription,
    revision: number,
  ): Promise<void> {
    const { pc, polite, onRemoteOffer, answer } = this.#options;
    const decision = decideDescription({
      type: description.type,
      polite,
      makingOffer: this.#makingOffer,
      isSettingRemoteAnswerPending: this.#isSettingRemoteAnswerPending,
      signalingState: pc.signalingState,
      revision,
      sentRevision: this.#sentRevision,
      seenRevision: this.#seenRevision,
    });
    if (decision === "stale") return;
    this.#ignoreOffer = decision === "ignore";
    if (this.#ignoreOffer) return;
    this.#pin(fingerprintOfSdp(description.sdp));
    this.#isSettingRemoteAnswerPending = description.type === "answer";
    try {
      await pc.setRemoteDescription(this.#adjusted(description));
    } finally {
      this.#isSettingRemoteAnswerPending = false;
    }
    if (this.#listeners.signal.aborted) return;
    await this.#beginGeneration(description.sdp);
    if (description.type === "answer") return;
    this.#seenRevision = revision;
    await onRemoteOffer();
    if (this.#listeners.signal.aborted) return;
    await (answer ? answer(pc) : pc.setLocalDescription());
    this.#sendLocalDescription(revision);
  }

  #adjusted(description: CheckedDescription): CheckedDescription {
    const { adjustAnswer } = this.#options;
    if (description.type === "offer" || !adjustAnswer) return description;
    return { type: "answer", sdp: adjustAnswer(description.sdp) };
  }

  #pin(fingerprint: Uint8Array): void {
    this.#remoteFingerprint ??= fingerprint;
    if (!equalBytes(fingerprint, this.#remoteFingerprint)) {
      throw new FailureError(
        "tampered",
        "Cannot renegotiate: the peer's certificate is another than before",
      );
    }
  }

  async #beginGeneration(sdp: string): Promise<void> {
    this.#generation = ufragOf(sdp);
    for (const candidate of this.#held.splice(0)) {
      await this.#onCandidate(candidate);
    }
  }

  async #onCandidate(candidate: CheckedCandidate): Promise<void> {
    const { usernameFragment } = candidate;
    // Without its generation's name a candidate can't be told from one of the offer that lost.
    if (!usernameFragment && this.#ignoreOffer) return;
    const generation = this.#generation;
    const isCurrent = generation !== undefined &&
      (!usernameFragment || usernameFragment === generation);
    if (!isCurrent) {
      if (this.#held.push(candidate) > MAX_CANDIDATES_PER_GENERATION) {
        this.#held.shift();
      }
      return;
    }
    // Counted by the description's generation: naming another each time wins nothing.
    if (!this.#budget.admit(generation)) return;
    this.#noteName(candidate.candidate);
    try {
      await this.#options.pc.addIceCandidate(candidate);
    } catch (error) {
      // A candidate this browser can't use is one path less; the others stand. It isn't a lie
      // either: engines differ in what they take. Anything but the browser's refusal is a defect.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  #noteName(candidate = ""): void {
    this.#sawNames ||= candidate.includes(".local ");
  }

  #fail(error: unknown): void {
    // `close()` makes whatever the browser is just doing reject.
    if (this.#listeners.signal.aborted) return;
    this.close();
    this.#options.onFailure(
      error instanceof FailureError
        ? error
        : protocolError("the browser refused a description", error),
    );
  }
}

/**
 * The ICE user name of a description: the name of its generation (RFC 8838 §13). Read from the
 * text, because `RTCIceTransport.getRemoteParameters()` exists in one engine only.
 */
function ufragOf(sdp: string): string | undefined {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
}

function protocolError(what: string, cause?: unknown): FailureError {
  return new FailureError("protocol-error", `Cannot negotiate: ${what}`, {
    cause,
  });
}
