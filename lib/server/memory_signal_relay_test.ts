import { MemorySignalRelay } from "./memory_signal_relay.ts";
import { signalRelayContract } from "./signal_relay_contract.ts";

signalRelayContract(() => Promise.resolve(new MemorySignalRelay()));
