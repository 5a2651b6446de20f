import type { PeerMedia } from "../peer/cargo.ts";
import { withMusicSound } from "./music_sound.ts";

/** What a {@linkcode ViewerMedia} tells: a stream, or that nothing more comes of the one before. */
export interface ViewerMediaEvents {
  readonly onPicture: (picture: MediaStream | undefined) => void;
  readonly onSound: (sound: MediaStream | undefined) => void;
}

/** Takes the presenter's picture and sound off one connection. */
export class ViewerMedia implements PeerMedia {
  readonly #events: ViewerMediaEvents;
  #pc: RTCPeerConnection | undefined;

  constructor(events: ViewerMediaEvents) {
    this.#events = events;
  }

  attach(pc: RTCPeerConnection): void {
    this.#pc = pc;
    // The connection's own end takes the listener with it: nothing else ever hears of this object.
    pc.addEventListener("track", ({ track, receiver }) => {
      // Somebody who watches a cursor move wants the newest frame; a late one may be dropped.
      if (track.kind === "video" && "jitterBufferTarget" in receiver) {
        receiver.jitterBufferTarget = 0;
      }
      // Each in a stream of its own, so that the picture isn't held back to fit the sound.
      const stream = new MediaStream([track]);
      if (track.kind === "video") this.#events.onPicture(stream);
      else this.#events.onSound(stream);
    });
  }

  /** Asks for sound as music. */
  async answer(pc: RTCPeerConnection): Promise<void> {
    const { sdp = "" } = await pc.createAnswer();
    try {
      await pc.setLocalDescription({ type: "answer", sdp: withMusicSound(sdp) });
    } catch (error) {
      // A browser may take only what it wrote itself (W3C webrtc-pc §4.4.1.5): then that has to do.
      const isRefused = error instanceof DOMException && error.name === "InvalidModificationError";
      if (!isRefused) throw error;
      await pc.setLocalDescription();
    }
  }

  detach(): void {
    this.#events.onPicture(undefined);
    this.#events.onSound(undefined);
  }

  /** What the browser measures; empty before there is a connection. */
  async stats(): Promise<ReadonlyMap<string, unknown>> {
    return await this.#pc?.getStats() ?? new Map();
  }
}
