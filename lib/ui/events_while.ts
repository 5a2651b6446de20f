import type { RendezvousEvents } from "../peer/rendezvous.ts";

/** Events of a meeting for as long as it is the present one: late news of another says nothing. */
export function eventsWhile(
  isPresent: () => boolean,
  events: RendezvousEvents,
): RendezvousEvents {
  const guard = <Args extends unknown[]>(tell: (...args: Args) => void) => (...args: Args) => {
    if (isPresent()) tell(...args);
  };
  const { onPeerLane } = events;
  return {
    ...(onPeerLane && { onPeerLane: guard(onPeerLane) }),
    onJoined: guard(events.onJoined),
    onServerLost: guard(events.onServerLost),
    onClosed: guard(events.onClosed),
    onPeerState: guard(events.onPeerState),
    onPeerMessage: guard(events.onPeerMessage),
    onPeerAway: guard(events.onPeerAway),
  };
}
