import type { ServerClock } from "../clock.ts";
import { MemorySessionRegistry } from "./memory_session_registry.ts";
import { MemorySignalRelay } from "./memory_signal_relay.ts";
import type { SessionRegistry } from "./session_registry.ts";
import type { SignalRelay } from "./signal_relay.ts";

/** Where sessions are kept and events travel: in this process, or in one that several share. */
export interface SessionStore {
  readonly registry: SessionRegistry;
  readonly relay: SignalRelay;
  /** Whether it can be asked now; `undefined` where it can't be otherwise. */
  readonly isUp: boolean | undefined;
  /** Sessions held, by all instances that share it; `undefined` where it can't be asked. */
  count(): Promise<number | undefined>;
  /** Has a task run whenever the store is back and what it says of our members may be wrong. */
  onRecovered(task: () => Promise<void>): void;
  close(): Promise<void>;
}

/** A store of this process, forgotten with it. */
export function memoryStore(
  options: { readonly clock: ServerClock; readonly maxSessions: number },
): SessionStore {
  const registry = new MemorySessionRegistry(options);
  return {
    registry,
    relay: new MemorySignalRelay(),
    isUp: undefined,
    count: () => Promise.resolve(registry.size),
    onRecovered: () => {},
    close: () => Promise.resolve(),
  };
}
