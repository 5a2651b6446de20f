/**
 * States of the sender's page with receivers: with the only one, and with several.
 * @module
 */
import type { Side } from "../../transfer/state.ts";
import type { Receiver } from "../../ui/send/recipients.ts";
import type { SenderState } from "../../ui/send/sender_state.ts";
import type { ListedFile, Path } from "../../ui/facts/transfer_facts.ts";

/** A share that can have receivers. */
type Shared = { readonly files: readonly ListedFile[]; readonly link: string };

/** The only receiver sees the offer. */
export function oneConnected(shared: Shared, path: Path): SenderState {
  const receiver: Receiver = { number: 1, kind: "connected", path, interrupted: false };
  return { kind: "connected", ...shared, places: 1, receivers: [receiver] };
}

/** The only receiver receives. */
export function oneTransferring(
  shared: Shared,
  path: Path,
  rest: { readonly interrupted?: boolean; readonly pausedBy?: readonly Side[] } = {},
): SenderState {
  const { interrupted = false, pausedBy = [] } = rest;
  const receiver: Receiver = {
    number: 1,
    kind: "transferring",
    path,
    interrupted,
    pausedBy: new Set(pausedBy),
  };
  return { kind: "transferring", ...shared, places: 1, receivers: [receiver] };
}

/** The only receiver has everything. */
export function oneDone({ files }: Shared, path: Path, digest: string): SenderState {
  const receiver: Receiver = { number: 1, kind: "done", path, digest };
  return { kind: "done", files, places: 1, receivers: [receiver], digest };
}

/** States of a share with five places. */
export function severalSamples(
  shared: Shared,
  digest: string,
): Readonly<Record<string, SenderState>> {
  const moving = { kind: "transferring", interrupted: false, pausedBy: new Set<Side>() } as const;
  const done: Receiver = { number: 4, kind: "done", path: "direct", digest };
  const receivers: readonly Receiver[] = [
    { number: 1, path: "lan", ...moving },
    { number: 2, path: "relay", ...moving, pausedBy: new Set<Side>(["here"]) },
    { number: 3, path: "direct", ...moving, interrupted: true },
    done,
    { number: 5, kind: "failed", failure: { reason: "peer-left", side: "there" } },
  ];
  const offered: readonly Receiver[] = [
    { number: 1, kind: "connected", path: undefined, interrupted: false },
    { number: 2, kind: "failed", failure: { reason: "storage-full", side: "there" } },
    { number: 3, kind: "failed", failure: { reason: "cancelled", side: "here" } },
  ];
  const places = 5;
  const full = receivers.map((receiver): Receiver =>
    receiver.kind === "failed"
      ? { ...receiver, kind: "connected", path: "lan", interrupted: true }
      : receiver
  );
  const all = [1, 2, 3, 4, 5].map((number): Receiver => ({ ...done, number }));
  const waiting = { kind: "waiting", ...shared, places, notice: undefined } as const;
  return {
    "several-waiting": { ...waiting, receivers: [] },
    "several-waiting-left": { ...waiting, receivers: [done], notice: "unreachable" },
    "several-connected": { kind: "connected", ...shared, places, receivers: offered },
    "several-transferring": { kind: "transferring", ...shared, places, receivers },
    "several-full": { kind: "transferring", ...shared, places, receivers: full },
    "several-done": { kind: "done", files: shared.files, places, receivers: all, digest },
  };
}
