import type { FailureReason } from "../protocol/failure.ts";
import type { Path } from "../ui/facts/transfer_facts.ts";
import type { CliNotice } from "./cli_event.ts";
import type { Wrong } from "./usage.ts";

/** All that the command line says in one language. `{…}` are filled in. */
export interface Words {
  readonly usage: string;
  readonly link: string;
  readonly skipped: string;
  readonly recipient: string;
  readonly connected: string;
  readonly offer: string;
  readonly ask: string;
  readonly started: string;
  readonly continued: string;
  readonly delivered: string;
  readonly received: string;
  readonly ended: string;
  readonly left: string;
  readonly interrupted: string;
  readonly paths: Readonly<Record<Path, string>>;
  readonly notices: Readonly<Record<CliNotice, string>>;
  readonly wrong: Readonly<Record<Wrong, string>>;
  /** Where a page's words for a failure would be wrong in a terminal. */
  readonly failures: Readonly<Partial<Record<FailureReason, string>>>;
}
