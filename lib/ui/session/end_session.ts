import type { Clock } from "../../base/clock.ts";
import type { MeetForScreen } from "./meeting.ts";
import { ownerJoinOf, type OwnSession } from "./own_session.ts";

/** What {@linkcode endSession} needs. */
export interface EndingEdges {
  readonly clock: Clock;
  readonly meet: MeetForScreen;
}

/** How long the server may take; where it doesn't answer, the session ends when its time is up. */
const ANSWER_MS = 10_000;

/** What viewers are shown who are met on the way out. */
const NOTHING = { attach: () => {} };

/** Ends a session that this page isn't in: joins as its owner, and leaves for good. */
export async function endSession(
  edges: EndingEdges,
  session: OwnSession,
): Promise<void> {
  let over = () => {};
  const ended = new Promise<void>((resolve) => over = resolve);
  const meeting = await edges.meet({
    sessionId: session.id,
    secret: session.secret,
    join: ownerJoinOf(session),
    events: {
      onJoined: over,
      onClosed: over,
      onServerLost: () => {},
      onPeerState: () => {},
      onPeerAway: () => {},
    },
  }, () => NOTHING);
  const cancel = edges.clock.after(ANSWER_MS, over);
  meeting.start();
  await ended;
  cancel();
  meeting.leave();
}
