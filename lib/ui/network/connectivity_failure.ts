import type { Failure } from "../facts/transfer_facts.ts";

/** When a page speaks of its network: before anybody connected, or after nobody could. */
export type ConnectivityMoment = "waiting" | "no-route";

/** The moment of a page that sends or receives files. */
export function momentOfTransfer(
  { kind, failure }: { readonly kind: string; readonly failure?: Failure },
): ConnectivityMoment | undefined {
  if (failure) return momentOfFailure(failure);
  return kind === "waiting" ? "waiting" : undefined;
}

/** The moment of a page that can't connect; `undefined` for a failure that has another cause. */
export function momentOfFailure({ reason }: Failure): ConnectivityMoment | undefined {
  return reason === "no-route" || reason === "no-relay" ? "no-route" : undefined;
}
