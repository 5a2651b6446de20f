import type { RendezvousEvents } from "../../peer/rendezvous.ts";

/** Events of a meeting for as long as it is the present one: late news of another says nothing. */
export function currentMeeting(
  isPresent: () => boolean,
  events: RendezvousEvents,
): RendezvousEvents {
  const guard = <Args extends unknown[]>(tell: (...args: Args) => void) => (...args: Args) => {
    if (isPresent()) tell(...args);
  };
  const { onPeerLane, onPeerMessage, onScreenMessage } = events;
  return {
    ...(onPeerMessage && { onPeerMessage: guard(onPeerMessage) }),
    ...(onPeerLane && { onPeerLane: guard(onPeerLane) }),
    ...(onScreenMessage && { onScreenMessage: guard(onScreenMessage) }),
    onJoined: guard(events.onJoined),
    onServerLost: guard(events.onServerLost),
    onClosed: guard(events.onClosed),
    onPeerState: guard(events.onPeerState),
    onPeerAway: guard(events.onPeerAway),
  };
}
