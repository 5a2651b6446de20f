import { MemorySignalRelay } from "./memory_signal_relay.ts";
import { signalRelayContract } from "./signal_relay_contract.ts";

signalRelayContract("in memory", () => {
  const relay = new MemorySignalRelay();
  return Promise.resolve({ subscriber: relay, publisher: relay });
});
