import type { PeerMedia } from "../../peer/cargo.ts";
import type { Rendezvous, RendezvousOptions } from "../../peer/rendezvous.ts";

/** The part of {@linkcode Rendezvous} that a model uses. */
export type Meeting = Pick<Rendezvous, "start" | "leave">;

/** What a page says to go to a meeting. */
export type MeetingOptions = Omit<RendezvousOptions, "clock" | "signalingUrl" | "cargo">;

/**
 * Makes the meeting of a screen's session; it begins with its `start`.
 *
 * @param createMedia makes what goes over the connection to a peer, just before its session exists
 */
export type MeetForScreen = (
  options: MeetingOptions,
  createMedia: () => PeerMedia,
) => Promise<Meeting>;
