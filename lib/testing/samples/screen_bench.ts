import type { CaptureEvents } from "../../screen/capture.ts";
import type { ScreenQuality } from "../../screen/screen_quality.ts";
import type { StatsReport } from "../../screen/stats_report.ts";
import type { ScreenTracks, ViewerFanout, ViewerFeed } from "../../screen/viewer_fanout.ts";
import type { ViewerMediaEvents } from "../../screen/viewer_media.ts";
import { Audience } from "../../ui/present/audience.ts";
import type { Capture, PresenterEdges } from "../../ui/present/edges.ts";
import { sessionRecord } from "../../ui/present/session_record.ts";
import { PresenterModel } from "../../ui/present/presenter_model.ts";
import type { CapturedSurface } from "../../ui/facts/screen_facts.ts";
import { ViewingMeasurement } from "../../ui/watch/viewing_measurement.ts";
import { ViewerModel } from "../../ui/watch/viewer_model.ts";
import { FakeTabStorage } from "../fakes/fake_tab_storage.ts";
import { FakeStream, FakeTrack, lend } from "../fakes/fake_media.ts";
import type { FakeMeeting } from "../fakes/fake_meeting.ts";
import { PageBench, SESSION } from "./model_bench.ts";
import { newToken } from "../servers/signaling_fixture.ts";
import { settle } from "../simulation/simulation.ts";

/** The link of the benches' session without its key. */
export const VIEW_URL = `https://files.example.org/view/${SESSION}`;

/** What a presenter picked; a test says what becomes of it. */
export class FakeCapture implements Capture {
  readonly video = new FakeTrack("video").asTrack;
  readonly audio: MediaStreamTrack | undefined;
  readonly surface: CapturedSurface = "monitor";
  /** What it was asked to keep to after it began. */
  readonly frameRates: number[] = [];
  readonly quality: ScreenQuality;
  readonly events: CaptureEvents;
  isStopped = false;

  constructor(quality: ScreenQuality, events: CaptureEvents, hasSound = false) {
    this.quality = quality;
    this.events = events;
    this.audio = hasSound ? new FakeTrack("audio").asTrack : undefined;
  }

  limitFrameRate(frameRate: number): Promise<void> {
    this.frameRates.push(frameRate);
    return Promise.resolve();
  }

  stop(): void {
    this.isStopped = true;
  }
}

/** What goes to one viewer. */
export class FakeFeed implements ViewerFeed {
  report: StatsReport = new Map();
  isRemoved = false;
  isAdjusted = false;

  undecoded(): void {
    this.isAdjusted = true;
  }

  attach(): void {}

  stats(): Promise<StatsReport> {
    return Promise.resolve(this.report);
  }

  remove(): void {
    this.isRemoved = true;
  }
}

/** Remembers what it was to show, and to whom. */
export class FakeFanout implements ViewerFanout {
  readonly feeds: FakeFeed[] = [];
  readonly shown: (ScreenTracks | undefined)[] = [];
  readonly qualities: ScreenQuality[];

  constructor(quality: ScreenQuality) {
    this.qualities = [quality];
  }

  add(): FakeFeed {
    const feed = new FakeFeed();
    this.feeds.push(feed);
    return feed;
  }

  show(tracks: ScreenTracks | undefined): void {
    this.shown.push(tracks);
  }

  setQuality(quality: ScreenQuality): void {
    this.qualities.push(quality);
  }
}

/** The presenter's page without a browser or a server. */
export class PresenterBench extends PageBench implements Disposable {
  readonly captures: FakeCapture[] = [];
  readonly fanouts: FakeFanout[] = [];
  /** The hashes with which sessions were made. */
  readonly sessions: string[] = [];
  /** Whether sound was asked for, each time. */
  readonly askedForSound: boolean[] = [];
  capture = (quality: ScreenQuality, events: CaptureEvents): Promise<FakeCapture> =>
    Promise.resolve(this.pick(quality, events));
  createSession: PresenterEdges["createSession"] = (joinHash) => {
    this.sessions.push(joinHash);
    return Promise.resolve({ id: SESSION, kind: "screen", url: VIEW_URL, ownerToken: newToken() });
  };
  readonly tabStorage: FakeTabStorage;
  readonly model: PresenterModel & Disposable;
  readonly #globals = lend(globalThis, { MediaStream: FakeStream });

  /** @param tabStorage the tab's, where the page was reloaded in it */
  constructor(tabStorage: FakeTabStorage = new FakeTabStorage()) {
    super();
    this.tabStorage = tabStorage;
    this.model = new PresenterModel({
      ...this.edges,
      createSession: (...args) => this.createSession(...args),
      capture: (quality, events, withSound) => {
        this.askedForSound.push(withSound);
        return this.capture(quality, events);
      },
      createAudience: (quality, events) => {
        const fanout = new FakeFanout(quality);
        this.fanouts.push(fanout);
        return Promise.resolve(new Audience(this.clock, fanout, events));
      },
      record: sessionRecord(tabStorage),
    });
  }

  /** The presenter picks something. */
  pick(quality: ScreenQuality, events: CaptureEvents, hasSound = false): FakeCapture {
    const capture = new FakeCapture(quality, events, hasSound);
    this.captures.push(capture);
    return capture;
  }

  /** Picks something and shows it. */
  async present(): Promise<FakeMeeting> {
    await this.model.start();
    return this.meeting;
  }

  /** What is captured just now. */
  get captured(): FakeCapture {
    return lastOf(this.captures, "capture");
  }

  get fanout(): FakeFanout {
    return lastOf(this.fanouts, "fanout");
  }

  /** The link on the page. */
  get link(): string {
    const state = this.model.state.value;
    if (!("link" in state)) throw new Error(`No link: ${state.kind}`);
    return state.link;
  }

  [Symbol.dispose](): void {
    this.model[Symbol.dispose]();
    this.#globals[Symbol.dispose]();
  }
}

/** What comes over one connection to a viewer. */
export class FakeViewerMedia {
  readonly events: ViewerMediaEvents;
  report: StatsReport = new Map();

  constructor(events: ViewerMediaEvents) {
    this.events = events;
  }

  attach(): void {}

  answer(): Promise<void> {
    return Promise.resolve();
  }

  detach(): void {
    this.events.onPicture(undefined);
    this.events.onSound(undefined);
  }

  stats(): Promise<StatsReport> {
    return Promise.resolve(this.report);
  }
}

/** The viewer's page without a browser or a server. */
export class ViewerBench extends PageBench implements Disposable {
  readonly media: FakeViewerMedia[] = [];
  /** Tokens that its tab keeps, by session. */
  readonly kept = new Map<string, string>();
  /** Whether the part of the page that measures can be fetched. */
  hasMeter = true;
  readonly model = new ViewerModel({
    ...this.edges,
    tabTokens: (sessionId) => ({ peerToken: this.kept.get(sessionId) ?? newToken() }),
    keepRemoved: (sessionId, peerToken) => this.kept.set(sessionId, peerToken),
    loadMeasurement: () =>
      this.hasMeter
        ? Promise.resolve(new ViewingMeasurement(this.clock))
        : Promise.reject(new TypeError()),
    createMedia: (events) => {
      const media = new FakeViewerMedia(events);
      this.media.push(media);
      return media;
    },
  }, SESSION);

  /** Opens the link and waits until the page is at the meeting. */
  async open(hash: string): Promise<FakeMeeting> {
    this.model.open(hash);
    return await this.met(this.meetings.length + 1);
  }

  [Symbol.dispose](): void {
    this.model[Symbol.dispose]();
  }
}

/** Resolves when what pages began before has come to its end: a page that begins now is through. */
export async function screenPassed(): Promise<void> {
  using later = new PresenterBench();
  await later.present();
  await settle();
}

function lastOf<Item>(items: readonly Item[], what: string): Item {
  const item = items.at(-1);
  if (item === undefined) throw new Error(`There is no ${what} yet`);
  return item;
}
