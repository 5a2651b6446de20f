import type { ConnectionId, Member } from "../sessions/session_registry.ts";
import type { SignalEvent, SignalRelay } from "../sessions/signal_relay.ts";
import { StoreUnavailable } from "../sessions/store_unavailable.ts";

/** Starts all deliveries at once: a slow one must not let a later event overtake the others. */
export async function tellMembers(
  relay: SignalRelay,
  members: readonly Member[],
  event: SignalEvent,
): Promise<void> {
  await Promise.all(members.map(({ connection }) => relay.publish(connection, event)));
}

/**
 * Tells those whom the registry names that somebody left; where it can't be asked, those of `known`
 * that are on this instance. Others will hear of it when the store is back.
 */
export async function tellOfLeaving(
  relay: SignalRelay,
  members: Promise<readonly Member[]>,
  known: Iterable<ConnectionId>,
  event: SignalEvent,
): Promise<void> {
  try {
    await tellMembers(relay, await members, event);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const near = [...known].filter((connection) => relay.isNear(connection));
    await Promise.all(near.map((connection) => relay.publish(connection, event)));
  }
}
