import type { Attack } from "../attack.ts";
import assert from "node:assert/strict";
import type { FailureReason } from "../../../protocol/failure.ts";
import { AttackedReceiver } from "./attacked_receiver.ts";
import { AttackedSender } from "./attacked_sender.ts";
import type { Target } from "./target.ts";

/** An attack on the engine of one side, whose other side the attacker plays with messages as text and frames. */
export interface EngineAttack<Victim extends Target> {
  readonly name: string;
  readonly attack: (victim: Victim) => Promise<void>;
  /** The typed failure it ends in; missing where it changes nothing. */
  readonly ends?: FailureReason;
  /** Where the failure began; `there` for text that is refused before it reaches the engine. */
  readonly side?: "here" | "there";
}

/** Attacks of a receiver on a sender. */
export function onSender(attacks: readonly EngineAttack<AttackedSender>[]): Attack[] {
  return attacks.map(({ name, attack, ends, side = "here" }) => ({
    name: `A receiver ${name}.`,
    must: mustOf(ends),
    async run() {
      const it = new AttackedSender();
      await attack(it);
      if (ends) await it.assertFailed(ends, side);
      else await it.assertUnharmed();
    },
  }));
}

/** Attacks of a sender on a receiver. */
export function onReceiver(attacks: readonly EngineAttack<AttackedReceiver>[]): Attack[] {
  return attacks.map(({ name, attack, ends, side = "here" }) => ({
    name: `A sender ${name}.`,
    must: mustOf(ends),
    async run() {
      const it = new AttackedReceiver();
      await attack(it);
      it.assertSavedIsTrue();
      if (ends) {
        await it.assertFailed(ends, side);
        assert.deepEqual(it.heard("receipt"), []);
      } else await it.assertUnharmed({ rootsSaid: it.engine.state.kind === "done" });
    },
  }));
}

function mustOf(ends: FailureReason | undefined): string {
  return ends
    ? `The transfer ends with ${ends}, and nothing wrong is handed over.`
    : "It changes nothing: the transfer comes to its honest end.";
}
