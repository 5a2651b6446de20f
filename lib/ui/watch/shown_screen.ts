import { type ReadonlySignal, signal } from "@preact/signals";
import { onceTried } from "../../base/once_tried.ts";
import type { PeerSession } from "../../peer/peer_session.ts";
import type { ShownFrame } from "../../screen/delay_meter.ts";
import type { ViewerMedia, ViewerMediaEvents } from "../../screen/viewer_media.ts";
import type { ViewingFacts } from "../facts/screen_facts.ts";
import type { MeasuredScreen, ViewingMeasurement } from "./viewing_measurement.ts";

/** What a {@linkcode ShownScreen} needs. */
export interface ShownScreenEdges {
  createMedia(events: ViewerMediaEvents): ViewerSource;
  /** Measures what comes, which a page needs only once something may. */
  loadMeasurement(): Promise<ViewingMeasurement>;
}

/** The part of `ViewerMedia` that a page uses. */
export type ViewerSource = Pick<ViewerMedia, "attach" | "answer" | "detach" | "stats">;

/** Where a picture may come from, and what came so far. */
interface Source {
  readonly media: ViewerSource;
  picture: MediaStream | undefined;
  sound: MediaStream | undefined;
}

/** Where the picture comes from. */
interface Presentation extends MeasuredScreen {
  readonly media: ViewerSource;
  senderMs: number | undefined;
  isMeasured: boolean;
}

/** What comes from one presenter at a time: its picture, its sound, and figures of both. */
export class ShownScreen {
  readonly #edges: ShownScreenEdges;
  readonly #load: () => Promise<ViewingMeasurement>;
  readonly #picture = signal<MediaStream | undefined>(undefined);
  readonly #sound = signal<MediaStream | undefined>(undefined);
  readonly #facts = signal<ViewingFacts | undefined>(undefined);
  /** `undefined` until it is loaded. */
  #measurement: ViewingMeasurement | undefined;
  /** Made for the peer that is about to exist. */
  #arriving: Source | undefined;
  /** What may come from peers of which none is shown yet. */
  readonly #arrived = new WeakMap<PeerSession, Source>();
  #presentation: Presentation | undefined;

  constructor(edges: ShownScreenEdges) {
    this.#edges = edges;
    this.#load = onceTried(() => edges.loadMeasurement());
  }

  /** The screen; `undefined` where nothing comes, and what was shown last stays in sight. */
  get picture(): ReadonlySignal<MediaStream | undefined> {
    return this.#picture;
  }

  /** Its sound, in a stream of its own. */
  get sound(): ReadonlySignal<MediaStream | undefined> {
    return this.#sound;
  }

  get facts(): ReadonlySignal<ViewingFacts | undefined> {
    return this.#facts;
  }

  /** Whose screen it is. */
  get peer(): PeerSession | undefined {
    return this.#presentation?.peer;
  }

  /** Makes what takes picture and sound from a peer that is about to exist. */
  createMedia(): ViewerSource {
    // A connection that is given up may end after the next one has begun.
    const isShown = () => this.#presentation?.media === media;
    const media = this.#edges.createMedia({
      onPicture: (stream) => {
        own.picture = stream;
        if (isShown()) this.#picture.value = stream;
      },
      onSound: (stream) => {
        own.sound = stream;
        if (isShown()) this.#sound.value = stream;
      },
    });
    const own: Source = { media, picture: undefined, sound: undefined };
    this.#arriving = own;
    return media;
  }

  /** A presenter is being introduced, or somebody who says so. */
  arrived(peer: PeerSession): void {
    if (this.#arriving) this.#arrived.set(peer, this.#arriving);
    this.#arriving = undefined;
    // While the server is there: once the picture has come, it may be gone.
    this.#load().then((measurement) => {
      if (this.#measurement) return;
      this.#measurement = measurement;
      this.#startMeasuring();
    }, () => {
      // A picture without figures; the next presenter's arrival tries again.
    });
  }

  /** Shows what comes from a peer, and from no other; once for each that arrived. */
  begin(peer: PeerSession): void {
    const own = this.#arrived.get(peer);
    if (!own) return;
    this.#arrived.delete(peer);
    const { media, picture, sound } = own;
    this.#presentation = { peer, media, senderMs: undefined, isMeasured: false };
    // What was shown last stays in sight until there is something else.
    if (picture) this.#picture.value = picture;
    if (sound) this.#sound.value = sound;
  }

  /** The presenter says how many ms a frame takes at its end. */
  sent(delayMs: number): void {
    if (this.#presentation) this.#presentation.senderMs = delayMs;
  }

  /** Measures from now on what comes, and tells the presenter how late; idempotent. */
  measure(): void {
    if (!this.#presentation || this.#presentation.isMeasured) return;
    this.#presentation.isMeasured = true;
    this.#startMeasuring();
  }

  /** A frame was handed to the screen. */
  frameShown(frame: ShownFrame): void {
    this.#measurement?.frameShown(frame);
  }

  /** The presenter is gone: its figures say nothing any more. */
  forget(): void {
    this.#measurement?.stop();
    this.#presentation = undefined;
    this.#facts.value = undefined;
  }

  #startMeasuring(): void {
    if (!this.#presentation?.isMeasured) return;
    this.#measurement?.start(this.#presentation, (facts) => this.#facts.value = facts);
  }
}
