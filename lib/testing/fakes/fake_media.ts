/** A track without a camera: a test says what happens to it. */
export class FakeTrack extends EventTarget {
  readonly kind: "video" | "audio";
  readonly constraints: (MediaTrackConstraints | undefined)[] = [];
  settings: MediaTrackSettings = {};
  contentHint = "";
  readyState: MediaStreamTrackState = "live";

  constructor(kind: "video" | "audio") {
    super();
    this.kind = kind;
  }

  /** The same object, as the code under test takes it. */
  get asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }

  getSettings(): MediaTrackSettings {
    return this.settings;
  }

  applyConstraints(constraints?: MediaTrackConstraints): Promise<void> {
    this.constraints.push(constraints);
    return Promise.resolve();
  }

  /** Ends it, of which the page that asked for it hears nothing (W3C mediacapture-main §4.3.4). */
  stop(): void {
    this.readyState = "ended";
  }

  /** Something happens to it from outside. */
  become(what: "ended" | "mute" | "unmute"): void {
    if (what === "ended") this.readyState = "ended";
    this.dispatchEvent(new Event(what));
  }
}

/** Some tracks together. */
export class FakeStream {
  readonly tracks: readonly MediaStreamTrack[];

  constructor(tracks: readonly MediaStreamTrack[] = []) {
    this.tracks = tracks;
  }

  getTracks(): readonly MediaStreamTrack[] {
    return this.tracks;
  }

  getVideoTracks(): MediaStreamTrack[] {
    return this.tracks.filter(({ kind }) => kind === "video");
  }

  getAudioTracks(): MediaStreamTrack[] {
    return this.tracks.filter(({ kind }) => kind === "audio");
  }
}

/** A stream of such tracks, as the code under test takes it. */
export function fakeStream(...tracks: FakeTrack[]): MediaStream {
  return new FakeStream(tracks.map(({ asTrack }) => asTrack)) as unknown as MediaStream;
}

/** Gives an object members that it doesn't have here, such as a browser's globals, until disposed. */
export function lend(target: object, members: Readonly<Record<string, unknown>>): Disposable {
  const before = Object.keys(members).map((name) =>
    [name, Object.getOwnPropertyDescriptor(target, name)] as const
  );
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  }
  return {
    [Symbol.dispose]() {
      for (const [name, descriptor] of before) {
        if (descriptor) Object.defineProperty(target, name, descriptor);
        else Reflect.deleteProperty(target, name);
      }
    },
  };
}
