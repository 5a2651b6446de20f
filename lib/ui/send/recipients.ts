import type { Side } from "../../transfer/state.ts";
import type { Failure, Path } from "../facts/transfer_facts.ts";

/**
 * One place of a share and who has it, or had it last.
 *
 * ```
 * met ──▶ connected ──accepted──▶ transferring ──receipt──▶ done
 *             │                        │
 *             └─────────ended──────────┴──▶ failed ──met──▶ connected
 * ```
 *
 * Who comes back is a new peer, and nothing tells it from somebody else: so it is the place that is
 * numbered, and whoever comes takes one that was left.
 */
export type Receiver = { readonly number: number } & ReceiverState;

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
  /** Its place is free. */
  | { readonly kind: "failed"; readonly failure: Failure };

/** What can happen to a receiver. */
export type ReceiverEvent =
  | { readonly type: "path"; readonly path: Path | undefined }
  | { readonly type: "interrupted"; readonly interrupted: boolean }
  | { readonly type: "accepted" }
  | { readonly type: "paused"; readonly by: ReadonlySet<Side> }
  | { readonly type: "receipt"; readonly digest: string }
  | { readonly type: "ended"; readonly failure: Failure };

/** The next state of a receiver; an event that means nothing in its state leaves it as it is. */
export function nextReceiver(receiver: Receiver, event: ReceiverEvent): Receiver {
  const { number } = receiver;
  if (!isPresent(receiver)) return receiver;
  switch (event.type) {
    case "path":
      return { ...receiver, path: event.path };
    case "interrupted":
      return { ...receiver, interrupted: event.interrupted };
    case "accepted":
      if (receiver.kind !== "connected") return receiver;
      return { ...receiver, kind: "transferring", pausedBy: new Set() };
    case "paused":
      return receiver.kind === "transferring" ? { ...receiver, pausedBy: event.by } : receiver;
    case "receipt":
      if (receiver.kind !== "transferring") return receiver;
      return { number, kind: "done", path: receiver.path, digest: event.digest };
    case "ended":
      return { number, kind: "failed", failure: event.failure };
  }
}

/** Somebody takes a place. */
export function seated(receivers: readonly Receiver[], number: number): readonly Receiver[] {
  const newcomer: Receiver = { number, kind: "connected", path: undefined, interrupted: false };
  const others = receivers.filter((receiver) => receiver.number !== number);
  return [...others, newcomer].sort((one, other) => one.number - other.number);
}

/** The place for whoever comes now; `undefined` where all are taken or used up. */
export function placeFor(receivers: readonly Receiver[], places: number): number | undefined {
  const free = receivers.filter((receiver) => receiver.kind === "failed");
  // Before a place that nobody had: it may be the same one, whose page was reloaded.
  const left = free.find(({ failure }) => failure.side === "there");
  if (left) return left.number;
  for (let number = 1; number <= places; number++) {
    if (!receivers.some((receiver) => receiver.number === number)) return number;
  }
  return free[0]?.number;
}

/** Whether somebody is there and can still be told something. */
export function isPresent(
  receiver: Receiver,
): receiver is Extract<Receiver, { kind: "connected" | "transferring" }> {
  return receiver.kind === "connected" || receiver.kind === "transferring";
}

/** Those that hold everything. */
export function servedOf(
  receivers: readonly Receiver[],
): readonly Extract<Receiver, { kind: "done" }>[] {
  return receivers.filter((receiver) => receiver.kind === "done");
}
