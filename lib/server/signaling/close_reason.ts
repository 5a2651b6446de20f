import { CloseCode } from "../../protocol/close_code.ts";

const REASONS: ReadonlyMap<CloseCode, string> = new Map(
  Object.entries(CloseCode).map(([name, code]) => [code, name]),
);

/** The reason text sent with a close code: its name, for whoever reads a trace. */
export function closeReason(code: CloseCode): string {
  return REASONS.get(code) ?? "";
}

/**
 * The reason text of `serviceRestart`: when this client should come back. The server knows how
 * many leave at once, so it can spread them better than they can.
 */
export function retryReason(delayMs: number): string {
  return `retry-after-ms=${Math.round(delayMs)}`;
}
