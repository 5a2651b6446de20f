import type { PeerMedia } from "../peer/cargo.ts";
import type { ScreenQuality } from "./screen_quality.ts";

/** The tracks to show. */
export interface ScreenTracks {
  readonly video: MediaStreamTrack;
  readonly audio: MediaStreamTrack | undefined;
}

/** What goes to one viewer. */
export interface ViewerFeed extends PeerMedia {
  /** Whether the codec takes less than was to be sent: it is smaller, or in another codec. */
  readonly isAdjusted: boolean;
  /** The viewer's browser decodes nothing in the codec that it is sent: another one is. */
  undecoded(): void;
  /** What the browser measures of it; empty before there is a connection. */
  stats(): Promise<ReadonlyMap<string, unknown>>;
  /** Nothing is sent to this viewer any more. Idempotent. */
  remove(): void;
}

/**
 * Brings one screen to several viewers (design: "Screen"). Pages know only this, so that an encoder
 * for each viewer can give way to one for all of them, or to an engine on a server.
 */
export interface ViewerFanout {
  /** Begins to serve one more viewer. */
  add(): ViewerFeed;
  /** Shows these tracks from now on, without reconnecting anybody; nothing where there are none. */
  show(tracks: ScreenTracks | undefined): void;
  /** Sends like this from now on. */
  setQuality(quality: ScreenQuality): void;
}
