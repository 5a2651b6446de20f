import type { TransferMessage } from "../protocol/control_message.ts";
import type { Role } from "../protocol/ids.ts";
import type { UnknownRecord } from "../protocol/parse.ts";
import { isScreenMessage, type ScreenMessage } from "../protocol/screen_message.ts";
import type { RemoteMedia } from "../security/description_guard.ts";
import type { FileLanes, FileLanesOptions } from "./lanes/file_lanes.ts";
import type { LaneHandle } from "./lanes/lane_handle.ts";

/** What a session's connection carries besides the messages that keep it. */
export type Cargo = FileCargo | ScreenCargo;

/** Files, over lanes. */
export interface FileCargo {
  readonly kind: "files";
  /** Makes what carries the bytes and reads messages about them, with the session. */
  readonly createLanes: (options: FileLanesOptions) => FileLanes;
  /** A message of the peer, in order; never before `connected`. */
  readonly onMessage: (message: TransferMessage) => void;
  /** A further lane exists on this side; it isn't open yet. Never before `connected`. */
  readonly onLane: (lane: LaneHandle) => void;
}

/** A screen, from the owner to the guest. */
export interface ScreenCargo {
  readonly kind: "screen";
  /** Reads a message about it; `undefined` where anything is wrong. */
  readonly parse: (value: UnknownRecord) => ScreenMessage | undefined;
  readonly media: PeerMedia;
  /** A message of the peer, in order; never before `connected`, and only such as its role may say. */
  readonly onMessage: (message: ScreenMessage) => void;
}

/** Audio and video on a connection. */
export interface PeerMedia {
  /** Adds what this side sends, or readies it for what comes: once, before any description. */
  attach(pc: RTCPeerConnection): void;
  /** The connection is about to close, and with it whatever still comes over it. */
  detach?(): void;
  /** Changes the peer's answer before the browser takes it. */
  adjustAnswer?(sdp: string): string;
  /** Sets an answer to the peer's offer, where the browser's own wouldn't do. */
  answer?(pc: RTCPeerConnection): Promise<void>;
}

/** Whose cargo it is. */
interface Carrying {
  readonly role: Role;
  readonly cargo: Cargo;
}

/**
 * Hands over a message about the cargo.
 *
 * @returns `false` where it is about another cargo, or one that the peer's role may not say.
 */
export function deliver(
  { role, cargo }: Carrying,
  message: TransferMessage | ScreenMessage,
): boolean {
  if (cargo.kind === "files") {
    if (isScreenMessage(message)) return false;
    cargo.onMessage(message);
  } else {
    const isViewers = message.type === "seen";
    if (!isScreenMessage(message) || isViewers !== (role === "owner")) return false;
    cargo.onMessage(message);
  }
  return true;
}

/** What the peer's descriptions may do: a screen goes from the owner to the guest and never back. */
export function mediaRules({ role, cargo }: Carrying): {
  readonly remoteMedia: RemoteMedia;
  readonly adjustAnswer?: (sdp: string) => string;
  readonly answer?: PeerMedia["answer"];
} {
  if (cargo.kind === "files") return { remoteMedia: "none" };
  const { media } = cargo;
  return {
    remoteMedia: role === "owner" ? "receives" : "sends",
    adjustAnswer: (sdp) => media.adjustAnswer?.(sdp) ?? sdp,
    answer: media.answer?.bind(media),
  };
}
