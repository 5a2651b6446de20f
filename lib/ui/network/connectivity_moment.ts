import type { Failure } from "../facts/transfer_facts.ts";

/** When a page speaks of its network: before anybody connected, or after nobody could. */
export type ConnectivityMoment = "waiting" | "no-route";

/** The moment of a page in a state; `undefined` also for a failure that has another cause. */
export function momentOf(
  { kind, failure }: { readonly kind: string; readonly failure?: Failure },
): ConnectivityMoment | undefined {
  if (failure?.reason === "no-route" || failure?.reason === "no-relay") return "no-route";
  return kind === "waiting" || kind === "connecting" ? "waiting" : undefined;
}
