import type { Rendezvous, RendezvousOptions } from "../peer/rendezvous.ts";
import type { FailureReason } from "../protocol/failure.ts";
import type { GuestJoin } from "../protocol/signaling_message.ts";
import type { CreatedSession } from "../signaling/session_api.ts";
import type { SaveLink } from "../storage/save_link.ts";
import type { Clock } from "../transfer/ports.ts";
import type { Engines } from "../worker/engines.ts";

/** The part of {@linkcode Rendezvous} that a model uses. */
export type Meeting = Pick<Rendezvous, "start" | "leave">;

/** Everything outside the page that both models use; tests give their own. */
export interface Edges {
  readonly clock: Clock;
  /** Why this browser can't take part; `undefined` where it can. */
  checkSupport(): FailureReason | undefined;
  /** Makes the meeting of a session; it begins with its `start`. */
  meet(options: MeetingOptions): Promise<Meeting>;
  /** The engines, which a page needs only once there is somebody at the other end. */
  loadEngines(): Promise<Engines>;
}

/** What a page says to go to a meeting. */
export type MeetingOptions = Omit<RendezvousOptions, "clock" | "signalingUrl" | "loadLanes">;

/** What the sender's model needs. */
export interface SenderEdges extends Edges {
  /** Makes a session for files. @throws {FailureError} where the server doesn't. */
  createSession(joinHash: string, signal: AbortSignal): Promise<CreatedSession>;
}

/** What tells the pages of one tab apart, and together. */
export type TabTokens = Pick<GuestJoin, "peerToken" | "replaces">;

/** What the receiver's model needs. */
export interface ReceiverEdges extends Edges {
  /** This page's token in a session, and that of the page this tab showed before. */
  tabTokens(sessionId: string): TabTokens;
  /** The link under which a received file is saved. */
  saveUrl(file: File, name: string): SaveLink;
  /** Saves a file as a click on its link would. */
  save(url: string, name: string): void;
}
