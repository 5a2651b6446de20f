import type { Side } from "../../transfer/state.ts";
import type { Failure, Path } from "../facts/transfer_facts.ts";

/**
 * One seat of a share and who has it, or had it last.
 *
 * ```
 * met ──▶ connected ──accepted──▶ transferring ──receipt──▶ done
 *             │                        │
 *             └─────────ended──────────┴──▶ failed ──met──▶ connected
 * ```
 *
 * Who comes back is a new peer, and nothing tells it from somebody else: so it is the seat that is
 * numbered, and whoever comes takes one that was left.
 */
export type Recipient = { readonly number: number } & ReceiverState;

type ReceiverState =
  /** Connected, verified, and sees the offer. */
  | { readonly kind: "connected"; readonly path: Path | undefined; readonly interrupted: boolean }
  | {
    readonly kind: "transferring";
    readonly path: Path | undefined;
    readonly interrupted: boolean;
    /** Who asks for a pause now. */
    readonly pausedBy: ReadonlySet<Side>;
  }
  /** Its receipt is here: it holds every file, verified and flushed. */
  | { readonly kind: "done"; readonly path: Path | undefined; readonly digest: string }
  /** Its seat is free. */
  | { readonly kind: "failed"; readonly failure: Failure };

/** What can happen to a recipient. */
export type RecipientEvent =
  | { readonly type: "path"; readonly path: Path | undefined }
  | { readonly type: "interrupted"; readonly interrupted: boolean }
  | { readonly type: "accepted" }
  | { readonly type: "paused"; readonly by: ReadonlySet<Side> }
  | { readonly type: "receipt"; readonly digest: string }
  | { readonly type: "ended"; readonly failure: Failure };

/** The next state of a recipient; an event that means nothing in its state leaves it as it is. */
export function nextRecipient(recipient: Recipient, event: RecipientEvent): Recipient {
  const { number } = recipient;
  if (!isPresent(recipient)) return recipient;
  switch (event.type) {
    case "path":
      return { ...recipient, path: event.path };
    case "interrupted":
      return { ...recipient, interrupted: event.interrupted };
    case "accepted":
      if (recipient.kind !== "connected") return recipient;
      return { ...recipient, kind: "transferring", pausedBy: new Set() };
    case "paused":
      return recipient.kind === "transferring" ? { ...recipient, pausedBy: event.by } : recipient;
    case "receipt":
      if (recipient.kind !== "transferring") return recipient;
      return { number, kind: "done", path: recipient.path, digest: event.digest };
    case "ended":
      return { number, kind: "failed", failure: event.failure };
  }
}

/** Somebody takes a seat. */
export function seated(recipients: readonly Recipient[], number: number): readonly Recipient[] {
  const newcomer: Recipient = { number, kind: "connected", path: undefined, interrupted: false };
  const others = recipients.filter((recipient) => recipient.number !== number);
  return [...others, newcomer].sort((one, other) => one.number - other.number);
}

/** The seat for whoever comes now; `undefined` where all are taken or used up. */
export function recipientNumberFor(
  recipients: readonly Recipient[],
  seats: number,
): number | undefined {
  const free = recipients.filter((recipient) => recipient.kind === "failed");
  // Before a seat that nobody had: it may be the same one, whose page was reloaded.
  const left = free.find(({ failure }) => failure.side === "there");
  if (left) return left.number;
  for (let number = 1; number <= seats; number++) {
    if (!recipients.some((recipient) => recipient.number === number)) return number;
  }
  return free[0]?.number;
}

/** Whether somebody is there and can still be told something. */
export function isPresent(
  recipient: Recipient,
): recipient is Extract<Recipient, { kind: "connected" | "transferring" }> {
  return recipient.kind === "connected" || recipient.kind === "transferring";
}

/** Those that hold everything. */
export function servedOf(
  recipients: readonly Recipient[],
): readonly Extract<Recipient, { kind: "done" }>[] {
  return recipients.filter((recipient) => recipient.kind === "done");
}
