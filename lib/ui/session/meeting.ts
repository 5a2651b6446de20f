import type { Doorkeeper } from "../../peer/doorkeeper.ts";
import type { PeerMedia } from "../../peer/cargo.ts";
import type { Rendezvous, RendezvousOptions } from "../../peer/rendezvous.ts";

/** The part of {@linkcode Rendezvous} that a model uses. */
export type Meeting = Pick<Rendezvous, "start" | "leave">;

/** A meeting from which its owner removes guests. */
export type GuardedMeeting = Meeting & Pick<Doorkeeper, "remove">;

/** What a page says to go to a meeting. */
export type MeetingOptions = Omit<RendezvousOptions, "clock" | "signalingUrl" | "cargo">;

/**
 * Makes the meeting of a screen's session; it begins with its `start`.
 *
 * @param createMedia makes what goes over the connection to a peer, just before its session exists
 */
export type MeetForScreen<Own extends Meeting = Meeting> = (
  options: MeetingOptions,
  createMedia: () => PeerMedia,
) => Promise<Own>;
