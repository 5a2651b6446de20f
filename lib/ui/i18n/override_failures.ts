import type { FailureReason } from "../../protocol/failure.ts";
import type { FailureTable, FailureText } from "./wording.ts";

/** Phrases that other pages say differently, as seen where the failure happened. */
export type FailureOverrides = Readonly<Partial<Record<FailureReason, Partial<FailureText>>>>;

/** A failure table with some of its phrases replaced. */
export function overrideFailures(
  base: FailureTable,
  overrides: FailureOverrides,
): FailureTable {
  const failures = { ...base };
  for (const reason of Object.keys(overrides) as FailureReason[]) {
    failures[reason] = { ...base[reason], ...overrides[reason] };
  }
  return failures;
}
