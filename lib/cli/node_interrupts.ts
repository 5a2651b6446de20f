import process from "node:process";
import { ExitCode } from "./cli_edges.ts";

/** What asks a run to end: Ctrl-C, the end of its terminal, and the system. */
const SIGNALS = ["SIGINT", "SIGHUP", "SIGTERM"] as const;

/** Calls back at the first signal; the second ends the process at once. */
export function onNodeInterrupt(end: () => void, signal: AbortSignal): void {
  let isFirst = true;
  const onSignal = () => {
    if (!isFirst) process.exit(ExitCode.interrupted);
    isFirst = false;
    end();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  signal.addEventListener("abort", () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  }, { once: true });
}
