import {
  codecNameOf,
  codecOrder,
  encodingFor,
  type EncodingMachine,
  isHelper,
  scaleDownFor,
} from "./screen_encoding.ts";
import type { ScreenQuality } from "./screen_quality.ts";
import { withStartBitrate } from "./start_bitrate.ts";
import type { ScreenTracks, ViewerFanout, ViewerFeed } from "./viewer_fanout.ts";

/** The members of `RTCRtpEncodingParameters` and its parameters that the DOM types don't know yet. */
interface EncodingParameters extends RTCRtpEncodingParameters {
  codec?: RTCRtpCodec;
}

/**
 * An encoder for each viewer: simple, and each viewer gets what its own line carries, so that a slow
 * one never slows another. It costs the presenter an encoding and an upload for each, which is why
 * a session takes few viewers. A viewer that comes late has an encoder of its own, which begins with
 * a key frame.
 */
export class PerViewerFanout implements ViewerFanout {
  readonly #machine: EncodingMachine;
  readonly #feeds = new Set<SingleFeed>();
  #tracks: ScreenTracks | undefined;
  #quality: ScreenQuality;

  constructor(quality: ScreenQuality, machine: EncodingMachine) {
    this.#quality = quality;
    this.#machine = machine;
  }

  add(): ViewerFeed {
    const feed = new SingleFeed(
      this.#tracks,
      this.#quality,
      this.#machine,
      () => this.#feeds.delete(feed),
    );
    this.#feeds.add(feed);
    return feed;
  }

  show(tracks: ScreenTracks | undefined): void {
    this.#tracks = tracks;
    if (tracks) hint(tracks, this.#quality);
    for (const feed of this.#feeds) feed.show(tracks);
  }

  setQuality(quality: ScreenQuality): void {
    this.#quality = quality;
    if (this.#tracks) hint(this.#tracks, quality);
    for (const feed of this.#feeds) feed.setQuality(quality);
  }
}

class SingleFeed implements ViewerFeed {
  readonly #machine: EncodingMachine;
  readonly #onRemove: () => void;
  /** The same in every answer: another number makes the browser estimate the line anew. */
  readonly #startKilobits: number;
  #tracks: ScreenTracks | undefined;
  #quality: ScreenQuality;
  #pc: RTCPeerConnection | undefined;
  #video: RTCRtpSender | undefined;
  #audio: RTCRtpSender | undefined;
  /** Codecs by name that this viewer's browser decodes nothing in. */
  readonly #undecodable = new Set<string>();
  #isSmaller = false;

  constructor(
    tracks: ScreenTracks | undefined,
    quality: ScreenQuality,
    machine: EncodingMachine,
    onRemove: () => void,
  ) {
    this.#tracks = tracks;
    this.#quality = quality;
    this.#startKilobits = encodingFor(quality).startKilobits;
    this.#machine = machine;
    this.#onRemove = onRemove;
  }

  /**
   * Both sections are there from the first offer on, whether or not there is sound, so that
   * whatever is captured later needs no new negotiation. They are in streams of their own, or the
   * viewer's browser would hold the picture back to fit the sound.
   */
  attach(pc: RTCPeerConnection): void {
    this.#pc = pc;
    const { encoding } = encodingFor(this.#quality);
    const video = pc.addTransceiver("video", {
      direction: "sendonly",
      streams: [new MediaStream()],
      sendEncodings: [encoding],
    });
    this.#preferCodecs(video);
    this.#video = video.sender;
    const streams = [new MediaStream()];
    this.#audio = pc.addTransceiver("audio", { direction: "sendonly", streams }).sender;
    this.show(this.#tracks);
    this.#applyQuality();
    // The connection's own end takes the listener with it. An answer has settled the codec.
    pc.addEventListener("signalingstatechange", () => this.#fit());
  }

  get isAdjusted(): boolean {
    return this.#isSmaller || this.#undecodable.size > 0;
  }

  undecoded(): void {
    const parameters = this.#video?.getParameters();
    const codec = parameters && codecInUse(parameters);
    if (codec === undefined) return;
    this.#undecodable.add(codec);
    this.#applyQuality();
  }

  adjustAnswer(sdp: string): string {
    return withStartBitrate(sdp, this.#startKilobits);
  }

  /** A viewer that is sent away sees nothing more while it is told so. */
  detach(): void {
    this.show(undefined);
  }

  show(tracks: ScreenTracks | undefined): void {
    this.#tracks = tracks;
    replaceTrack(this.#video, tracks?.video);
    replaceTrack(this.#audio, tracks?.audio);
    this.#fit();
  }

  setQuality(quality: ScreenQuality): void {
    this.#quality = quality;
    this.#applyQuality();
  }

  async stats(): Promise<ReadonlyMap<string, unknown>> {
    this.#fit(); // A window that is captured may have grown.
    return await this.#pc?.getStats() ?? new Map();
  }

  remove(): void {
    this.#onRemove();
  }

  #preferCodecs(video: RTCRtpTransceiver): void {
    const known = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
    video.setCodecPreferences?.(codecOrder(this.#quality, known, this.#machine));
  }

  /** Bit rate, frame rate, what gives way first, and the codec, all without a new negotiation. */
  #applyQuality(): void {
    const sender = this.#video;
    if (!sender) return;
    const parameters = sender.getParameters();
    const { encoding, degradationPreference } = encodingFor(this.#quality);
    parameters.degradationPreference = degradationPreference;
    const [first] = parameters.encodings as EncodingParameters[];
    if (!first) return;
    Object.assign(first, encoding);
    // The codecs are known once an answer was taken; before that the preferred order decides.
    const undecodable = this.#undecodable;
    const [codec] = codecOrder(this.#quality, parameters.codecs, this.#machine, undecodable);
    if (codec) first.codec = codec;
    this.#scale(parameters);
    setParameters(sender, parameters);
  }

  /** Makes the picture as small as the codec needs it, where it isn't. */
  #fit(): void {
    const parameters = this.#video?.getParameters();
    if (this.#video && parameters && this.#scale(parameters)) {
      setParameters(this.#video, parameters);
    }
  }

  /** @returns whether that is another size than before */
  #scale(parameters: RTCRtpSendParameters): boolean {
    const [first] = parameters.encodings;
    if (!first) return false;
    const scale = scaleDownFor(codecInUse(parameters), this.#tracks?.video.getSettings() ?? {});
    this.#isSmaller = scale > 1;
    if ((first.scaleResolutionDownBy ?? 1) === scale) return false;
    first.scaleResolutionDownBy = scale;
    return true;
  }
}

/** The name of the codec that was chosen, else of the first that both sides know; neither before an answer. */
function codecInUse({ encodings, codecs }: RTCRtpSendParameters): string | undefined {
  const [first] = encodings as EncodingParameters[];
  const mimeTypes = [first?.codec ?? [], codecs].flat().map(({ mimeType }) => mimeType);
  return mimeTypes.map(codecNameOf).find((name) => !isHelper(name));
}

function setParameters(sender: RTCRtpSender, parameters: RTCRtpSendParameters): void {
  sender.setParameters(parameters).catch((error) => {
    // A codec this viewer can't decode, or a browser that can't switch: the old one goes on.
    if (!(error instanceof DOMException)) throw error;
  });
}

function replaceTrack(sender: RTCRtpSender | undefined, track: MediaStreamTrack | undefined): void {
  sender?.replaceTrack(track ?? null).catch((error) => {
    // The connection closed in between: there is nobody left to show it to.
    if (!(error instanceof DOMException)) throw error;
  });
}

function hint({ video }: ScreenTracks, quality: ScreenQuality): void {
  video.contentHint = encodingFor(quality).contentHint;
}
