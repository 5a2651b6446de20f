import type { Rendezvous, RendezvousOptions } from "../../peer/rendezvous.ts";
import type { PeerMedia } from "../../peer/cargo.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import type { GuestJoin } from "../../protocol/signaling_message.ts";
import type { CreatedSession } from "../../signaling/session_api.ts";
import type { Clock } from "../../base/clock.ts";
import type { Engines } from "../../worker/engines.ts";

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

/** What tells the pages of one tab apart, and together. */
export type TabTokens = Pick<GuestJoin, "peerToken" | "replaces">;

/** What a model of a screen needs besides. */
export interface ScreenEdges extends Edges {
  /**
   * Makes the meeting of a session; it begins with its `start`.
   *
   * @param createMedia makes what goes over the connection to a peer, just before its session exists
   */
  meet(options: MeetingOptions, createMedia: () => PeerMedia): Promise<Meeting>;
}
