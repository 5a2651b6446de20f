/**
 * What a language has to say on the two pages of screen sharing. Like the other catalogue it is plain
 * data that the server hands to an island.
 * @module
 */
import type { CodecChoice, ScreenContent } from "../../screen/screen_quality.ts";
import type { SendingLimit } from "../facts/screen_facts.ts";
import type { Catalogue, CommonText, Heading, LinkText, PluralForms } from "./catalogue.ts";

/** The texts of the screen islands. */
export interface ScreenCatalogue {
  readonly common: ScreenCommonText;
  readonly presenter: PresenterText;
  readonly viewer: ViewerText;
  readonly failures: Catalogue["failures"];
}

/** What both sides say; the first line is shared with the file pages. */
export interface ScreenCommonText
  extends
    Pick<CommonText, "retry" | "room" | "roomNeeded" | "path" | "switchLanguage" | "connectivity"> {
  /** `{width}` and `{height}` in pixels. */
  readonly size: string;
  /** `{rate}`: a number. */
  readonly frameRate: string;
}

/** What the presenter's page says. */
export interface PresenterText extends LinkText {
  readonly pageTitle: string;
  readonly idle: Heading;
  readonly canContinue: Heading;
  readonly choosing: Heading;
  readonly creating: Heading;
  readonly live: Readonly<Record<"monitor" | "window" | "browser" | "unknown", string>>;
  readonly liveAlone: string;
  readonly liveWatched: PluralForms;
  readonly paused: Heading;
  readonly stopped: Heading;
  /** The lead after the browser's own button was pressed. */
  readonly stoppedByBrowser: string;
  readonly start: string;
  readonly goOn: string;
  readonly startAgain: string;
  readonly cancel: string;
  readonly pause: string;
  readonly resume: string;
  readonly switchScreen: string;
  readonly stop: string;
  readonly trust: string;
  readonly keepOpen: string;
  readonly viewers: string;
  /** `{number}`. */
  readonly viewer: string;
  readonly nobodyYet: string;
  readonly viewersFull: string;
  readonly reconnecting: string;
  readonly limit: Readonly<Record<Exclude<SendingLimit, "none">, LimitText>>;
  readonly serverLost: string;
  readonly held: string;
  readonly switchRefused: string;
  readonly switchFailed: string;
  readonly preview: string;
  readonly withSound: string;
  readonly quality: QualityText;
}

/** What keeps the picture from being better: beside a viewer, and as advice. */
export interface LimitText {
  readonly short: string;
  readonly advice: string;
}

/** The words of the quality controls. */
export interface QualityText {
  readonly title: string;
  readonly content: string;
  readonly contents: Readonly<
    Record<ScreenContent, { readonly name: string; readonly hint: string }>
  >;
  readonly frameRate: string;
  readonly codec: string;
  readonly codecs: Readonly<Record<CodecChoice, string>>;
}

/** What the viewer's page says. */
export interface ViewerText {
  readonly pageTitle: string;
  readonly opening: Heading;
  readonly introducing: Heading;
  readonly presenterAway: Heading;
  readonly serverLost: Heading;
  /** Connected, and no picture yet. */
  readonly pictureComing: Heading;
  readonly live: Heading;
  readonly paused: Heading;
  readonly ended: Heading;
  readonly trust: string;
  readonly interrupted: string;
  /** `{delay}`: "85 ms". */
  readonly behind: string;
  readonly screen: string;
  readonly controls: string;
  /** The browser plays only after a tap. */
  readonly play: string;
  readonly soundOn: string;
  readonly soundOff: string;
  readonly original: string;
  readonly fit: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly pictureInPicture: string;
  readonly fullscreen: string;
  readonly leaveFullscreen: string;
  readonly statistics: StatisticsText;
  readonly keys: KeysText;
  readonly showYours: string;
}

/** The statistics panel: its name and its rows. */
export interface StatisticsText {
  readonly title: string;
  readonly delay: string;
  readonly picture: string;
  readonly frameRate: string;
  readonly codec: string;
  readonly bitRate: string;
  readonly roundTrip: string;
  readonly buffer: string;
  readonly lost: string;
  readonly dropped: string;
  readonly freezes: string;
  readonly path: string;
  readonly unknown: string;
}

/** What the keyboard does; each key stands before its words. */
export interface KeysText {
  /** Turns keys of one character off and on (WCAG 2.1.4). */
  readonly enabled: string;
  readonly fullscreen: string;
  readonly sound: string;
  readonly pictureInPicture: string;
  readonly original: string;
  readonly zoom: string;
}
