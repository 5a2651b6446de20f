import type { ReadonlySignal } from "@preact/signals";
import type { Catalogue } from "../i18n/catalogue.ts";
import type { Language } from "../i18n/language.ts";
import type { ReceiverExtras } from "./late_transfer.ts";
import type { ReceiverState } from "./receiver_state.ts";
import type { Progress } from "../facts/transfer_facts.ts";
import { FailureNotice } from "../parts/FailureNotice.tsx";
import { Pulse } from "../parts/Pulse.tsx";
import type { ReceiverActions } from "./receiver_actions.ts";
import { SendYours } from "./SendYours.tsx";

/** Props of {@linkcode ReceiverPanel}. */
export interface ReceiverPanelProps {
  readonly state: ReceiverState;
  readonly progress: ReadonlySignal<Progress>;
  readonly extras: ReadonlySignal<ReceiverExtras | undefined>;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: ReceiverActions;
}

/** What the receiver can do in a state. What an offer needs is loaded when there may be one. */
export function ReceiverPanel(props: ReceiverPanelProps) {
  const { state, progress, extras, text, language, actions } = props;
  if (state.kind === "loading" || state.kind === "waiting") return <Pulse />;
  const shared = { progress, text, language, actions };
  const late = extras.value;
  const transfer = late && <late.TransferPanel {...shared} {...late} state={state} />;
  if (state.kind !== "failed") return transfer ?? <Pulse />;
  return (
    <>
      <FailureNotice
        failure={state.failure}
        text={text}
        language={language}
        retry={actions.retry}
      >
        <SendYours text={text.receiver} />
      </FailureNotice>
      {transfer}
    </>
  );
}
