import type { SendingLimit } from "../../screen/screen_facts.ts";
import type { Path } from "./transfer_facts.ts";

export type {
  CapturedSurface,
  SendingFacts,
  SendingLimit,
  ViewingFacts,
} from "../../screen/screen_facts.ts";

/** A viewer as the presenter's page lists it. */
export interface ViewerFacts {
  /** Counts from 1 in the order in which viewers came; stays the same while one reconnects. */
  readonly number: number;
  readonly path: Path | undefined;
  /** Being repaired: what it shows stands still. */
  readonly interrupted: boolean;
  /** From capture to that viewer's screen, ms; `undefined` while unknown. */
  readonly delayMs: number | undefined;
  /** What keeps the picture from being better, for this viewer. */
  readonly limit: SendingLimit;
}
