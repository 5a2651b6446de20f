import { reportDefect } from "../browser/report_defect.ts";
import type { ReceivingState, SendingState } from "../transfer/state.ts";

/** Logs what an engine failed of, where that began here and has no name. */
export function reportFailure(state: SendingState | ReceivingState): void {
  if (state.kind === "failed" && state.side === "here") reportDefect(state.cause);
}
