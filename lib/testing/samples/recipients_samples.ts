/**
 * States of the sender's page with recipients: with the only one, and with several.
 * @module
 */
import type { Side } from "../../transfer/state.ts";
import type { Recipient } from "../../ui/send/recipients.ts";
import type { SenderState } from "../../ui/send/sender_state.ts";
import type { ListedFile, Path } from "../../ui/facts/transfer_facts.ts";

/** A share that can have recipients. */
type Shared = { readonly files: readonly ListedFile[]; readonly link: string };

/** The only recipient sees the offer. */
export function oneConnected(shared: Shared, path: Path): SenderState {
  const recipient: Recipient = { number: 1, kind: "connected", path, interrupted: false };
  return { kind: "connected", ...shared, seats: 1, recipients: [recipient] };
}

/** The only recipient receives. */
export function oneTransferring(
  shared: Shared,
  path: Path,
  rest: { readonly interrupted?: boolean; readonly pausedBy?: readonly Side[] } = {},
): SenderState {
  const { interrupted = false, pausedBy = [] } = rest;
  const recipient: Recipient = {
    number: 1,
    kind: "transferring",
    path,
    interrupted,
    pausedBy: new Set(pausedBy),
  };
  return { kind: "transferring", ...shared, seats: 1, recipients: [recipient] };
}

/** The only recipient has everything. */
export function oneDone({ files }: Shared, path: Path, digest: string): SenderState {
  const recipient: Recipient = { number: 1, kind: "done", path, digest };
  return { kind: "done", files, seats: 1, recipients: [recipient], digest };
}

/** States of a share with five seats. */
export function severalSamples(
  shared: Shared,
  digest: string,
): Readonly<Record<string, SenderState>> {
  const moving = { kind: "transferring", interrupted: false, pausedBy: new Set<Side>() } as const;
  const done: Recipient = { number: 4, kind: "done", path: "direct", digest };
  const recipients: readonly Recipient[] = [
    { number: 1, path: "lan", ...moving },
    { number: 2, path: "relay", ...moving, pausedBy: new Set<Side>(["here"]) },
    { number: 3, path: "direct", ...moving, interrupted: true },
    done,
    { number: 5, kind: "failed", failure: { reason: "peer-left", side: "there" } },
  ];
  const offered: readonly Recipient[] = [
    { number: 1, kind: "connected", path: undefined, interrupted: false },
    { number: 2, kind: "failed", failure: { reason: "storage-full", side: "there" } },
    { number: 3, kind: "failed", failure: { reason: "cancelled", side: "here" } },
  ];
  const seats = 5;
  const full = recipients.map((recipient): Recipient =>
    recipient.kind === "failed"
      ? { ...recipient, kind: "connected", path: "lan", interrupted: true }
      : recipient
  );
  const all = [1, 2, 3, 4, 5].map((number): Recipient => ({ ...done, number }));
  const waiting = { kind: "waiting", ...shared, seats, notice: undefined } as const;
  return {
    "several-waiting": { ...waiting, recipients: [] },
    "several-waiting-left": { ...waiting, recipients: [done], notice: "unreachable" },
    "several-connected": { kind: "connected", ...shared, seats, recipients: offered },
    "several-transferring": { kind: "transferring", ...shared, seats, recipients },
    "several-full": { kind: "transferring", ...shared, seats, recipients: full },
    "several-done": { kind: "done", files: shared.files, seats, recipients: all, digest },
  };
}
