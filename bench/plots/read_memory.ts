import { PRODUCT, rawName } from "../contestants.ts";
import type { Runs } from "../stats.ts";
import type { Json } from "./json.ts";

/** MiB above idle pages at most, of one side of one size, run by run. */
export interface MemoryRow {
  /** `Chromium`: both sides are of one kind. */
  readonly browser: string;
  readonly side: "sender" | "receiver";
  readonly mib: number;
  readonly product: Runs<number>;
  readonly bare: Runs<number>;
}

/** Reads what `memory` writes; the difference alone where idle and peak weren't kept. */
export function readMemory(data: Json): MemoryRow[] {
  return data.list().flatMap((condition) => {
    const [pair = "", size = ""] = condition.at("label").text().split(", ");
    const runs = condition.at("runs");
    return (["sender", "receiver"] as const).map((side) => ({
      browser: pair.split(" ", 1)[0] ?? "",
      side,
      mib: Number.parseInt(size),
      product: aboveIdle(runs.at(PRODUCT), side),
      bare: aboveIdle(runs.at(rawName(1)), side),
    }));
  });
}

function aboveIdle(runs: Json, side: string): (number | undefined)[] {
  return runs.optionalList().map((run) => {
    const memory = run?.at(side);
    return memory?.find("aboveIdle")?.number() ??
      (memory && memory.at("peak").number() - memory.at("idle").number());
  });
}
