import { reportDefect } from "../../browser/report_defect.ts";
import { reasonOf } from "../../protocol/failure.ts";
import type { Failure } from "../facts/transfer_facts.ts";

/** What is shown of an error that was caught on this page. One that has no name is logged. */
export function failureHere(error: unknown): Failure {
  reportDefect(error);
  return { reason: reasonOf(error), side: "here" };
}
