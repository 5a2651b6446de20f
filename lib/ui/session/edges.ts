import type { Rendezvous, RendezvousOptions } from "../../peer/rendezvous.ts";
import type { PeerMedia } from "../../peer/cargo.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import type { GuestJoin } from "../../protocol/signaling_message.ts";
import type { CaptureEvents, ScreenCapture } from "../../screen/capture.ts";
import type { ScreenQuality } from "../../screen/screen_quality.ts";
import type { ViewerFanout } from "../../screen/viewer_fanout.ts";
import type { ViewingMeter } from "../../screen/viewing_meter.ts";
import type { ViewerMedia, ViewerMediaEvents } from "../../screen/viewer_media.ts";
import type { CreatedSession } from "../../signaling/session_api.ts";
import type { SaveLink } from "../../storage/saving/save_link.ts";
import type { TokenStore } from "../../storage/token_store.ts";
import type { Clock } from "../../transfer/ports.ts";
import type { Engines } from "../../worker/engines.ts";
import type { holdTab } from "./active_tab.ts";
import type { KeptSession } from "../present/session_record.ts";
import type { KeptShares } from "../send/resume/share_records.ts";
import type { ReceiverLate } from "../receive/receiver_model.ts";

/** The part of {@linkcode Rendezvous} that a model uses. */
export type Meeting = Pick<Rendezvous, "start" | "leave">;

/** Everything outside the page that all models use; tests give their own. */
export interface Edges {
  readonly clock: Clock;
  /** Why this browser can't take part; `undefined` where it can. */
  checkSupport(): FailureReason | undefined;
}

/** What a model of files needs besides. */
export interface FileEdges extends Edges {
  /** Makes the meeting of a session; it begins with its `start`. */
  meet(options: MeetingOptions): Promise<Meeting>;
  /** The engines, which a page needs only once there is somebody at the other end. */
  loadEngines(): Promise<Engines>;
}

/** What a page says to go to a meeting. */
export type MeetingOptions = Omit<RendezvousOptions, "clock" | "signalingUrl" | "cargo">;

/** What the owner of a session needs. */
export interface OwnerEdges {
  /**
   * Makes a session of the page's kind.
   *
   * @param guests how many may come, where it is another number than usual
   * @throws {FailureError} where the server doesn't.
   */
  createSession(joinHash: string, signal: AbortSignal, guests?: number): Promise<CreatedSession>;
}

/** What a guest needs. */
export interface GuestEdges extends Edges {
  /** This page's token in a session, and that of the page this tab showed before. */
  tabTokens(sessionId: string): TabTokens;
}

/** A meeting that its owner can go from without ending the session. */
export interface OwnMeeting extends Meeting {
  /** Goes without a word to the server, which keeps the session for the owner's next page. */
  vanish(): void;
}

/** What the sender's model needs. */
export interface SenderEdges extends FileEdges, OwnerEdges {
  meet(options: MeetingOptions): Promise<OwnMeeting>;
  readonly holdTab: typeof holdTab;
  /** The shares that this browser keeps across reloads and crashes. */
  readonly shares: KeptShares;
}

/** What tells the pages of one tab apart, and together. */
export type TabTokens = Pick<GuestJoin, "peerToken" | "replaces">;

/** What the receiver's model needs. */
export interface ReceiverEdges extends FileEdges, GuestEdges {
  readonly holdTab: typeof holdTab;
  /** Under which token this browser was last in a session, though it crashed. */
  readonly places: TokenStore;
  /** What is needed before an offer can be shown. */
  loadLate(): Promise<ReceiverLate>;
  /** The link under which a received file is saved. */
  saveUrl(file: File, name: string): SaveLink;
  /** Saves a file as a click on its link would. */
  save(url: string, name: string): void;
}

/** What a model of a screen needs besides. */
export interface ScreenEdges extends Edges {
  /**
   * Makes the meeting of a session; it begins with its `start`.
   *
   * @param createMedia makes what goes over the connection to a peer, just before its session exists
   */
  meet(options: MeetingOptions, createMedia: () => PeerMedia): Promise<Meeting>;
}

/** What the presenter's model needs. */
export interface PresenterEdges extends ScreenEdges, OwnerEdges {
  /** Has the browser ask what to show; in the task of a click. @throws {FailureError} */
  capture(quality: ScreenQuality, events: CaptureEvents): Promise<Capture>;
  createFanout(quality: ScreenQuality): Promise<ViewerFanout>;
  /** The session that this tab keeps across a reload. */
  readonly kept: KeptSession;
}

/** The part of `ScreenCapture` that a model uses. */
export type Capture = Pick<
  ScreenCapture,
  "video" | "audio" | "surface" | "limitFrameRate" | "stop"
>;

/** The part of `ViewerMedia` that a model uses. */
export type ViewerSource = Pick<ViewerMedia, "attach" | "detach" | "stats">;

/** The part of {@linkcode ViewingMeter} that a model uses. */
export type Meter = Pick<ViewingMeter, "frameShown" | "look">;

/** What the viewer's model needs. */
export interface ViewerEdges extends ScreenEdges, GuestEdges {
  createMedia(events: ViewerMediaEvents): ViewerSource;
  /** Measures what comes, which a page needs only once something may. */
  loadMeter(): Promise<Meter>;
}
