import type { Localized } from "../i18n/catalogue.ts";
import type { ReceiverModel } from "./receiver_model.ts";
import type { ReceiverState } from "./receiver_state.ts";
import { FailureNotice } from "../parts/FailureNotice.tsx";
import { Pulse } from "../parts/Pulse.tsx";
import type { ReceiverActions } from "./receiver_actions.ts";
import { SendYours } from "./SendYours.tsx";

/** Props of {@linkcode ReceiverPanel}. */
export interface ReceiverPanelProps extends Localized, Pick<ReceiverModel, "progress" | "extras"> {
  readonly state: ReceiverState;
  readonly actions: ReceiverActions;
}

/** What the receiver can do in a state. What an offer needs is loaded when there may be one. */
export function ReceiverPanel(props: ReceiverPanelProps) {
  const { state, extras, text, actions } = props;
  const late = extras.value;
  if (state.kind === "loading" || state.kind === "waiting") {
    return (
      <>
        <Pulse />
        {late && <late.ReceivedBefore {...props} {...late} />}
      </>
    );
  }
  const transfer = late && <late.TransferPanel {...props} {...late} state={state} />;
  if (state.kind !== "failed") return transfer ?? <Pulse />;
  return (
    <>
      <FailureNotice
        failure={state.failure}
        remark={late && <late.RoomNeeded {...props} failure={state.failure} />}
        text={text}
        retry={actions.retry}
      >
        <SendYours text={text.receiver} />
      </FailureNotice>
      {transfer}
    </>
  );
}
