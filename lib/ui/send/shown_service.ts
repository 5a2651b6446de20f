import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../base/clock.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import type { RecipientMeters } from "./recipient_meters.ts";
import { RecipientService } from "./recipient_service.ts";
import { type RecipientEvent, recipientNumberFor, servedOf } from "./recipients.ts";
import type { SenderEvent, SenderState } from "./sender_state.ts";

/** The page that shows what becomes of a service. */
export interface ServicePage {
  readonly clock: Clock;
  readonly state: ReadonlySignal<SenderState>;
  readonly meters: RecipientMeters;
  readonly dispatch: (event: SenderEvent) => void;
  /** Whether the server still has the session, so that a recipient may come by the link. */
  readonly linkLives: () => boolean;
  readonly fail: (failure: Failure) => void;
  /** Everybody has everything, or nobody will. */
  readonly endShare: () => void;
}

/** The service of a share's recipients, shown on its page. */
export function shownService(page: ServicePage): RecipientService {
  const { state, meters, dispatch } = page;
  const tell = (number: number, event: RecipientEvent) =>
    dispatch({ type: "recipient", number, event, linkLives: page.linkLives() });
  const service: RecipientService = new RecipientService(page.clock, {
    freeSeat: () => {
      const current = state.peek();
      return "seats" in current ? recipientNumberFor(current.recipients, current.seats) : undefined;
    },
    openRecords: () => {
      const current = state.peek();
      return "seats" in current ? current.seats - servedOf(current.recipients).length : 1;
    },
    notice: (notice) => dispatch({ type: "notice", notice }),
    tell,
    onServing: (number) => {
      meters.reset(number);
      dispatch({ type: "met", number });
    },
    onSending: (number, engine) => {
      meters.start(number, engine);
      tell(number, { type: "accepted" });
    },
    onDone: (number, digest) => {
      meters.complete(number);
      tell(number, { type: "receipt", digest });
      if (state.peek().kind === "done") page.endShare();
    },
    onFailed: (number, failure) => {
      meters.reset(number);
      tell(number, { type: "ended", failure });
      const { kind } = state.peek();
      if (kind === "done") page.endShare();
      const isSpoiled = failure.reason === "source-changed" && failure.side === "here";
      if (kind === "failed" && isSpoiled) service.close();
    },
    onUnreachable: (reason) => {
      const current = state.peek();
      // Whoever has to choose files again has something else to do.
      if (current.kind !== "waiting") return;
      if (current.seats > 1) dispatch({ type: "notice", notice: "unreachable" });
      else page.fail({ reason, side: "there" });
    },
  });
  return service;
}
