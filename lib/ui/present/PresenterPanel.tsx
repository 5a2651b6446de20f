import { remedyFor } from "../facts/remedy.ts";
import type { Localized, ScreenCatalogue } from "../i18n/catalogue.ts";
import type { PresenterState } from "./presenter_state.ts";
import type { PresenterModel } from "./presenter_model.ts";
import { FailureNotice } from "../parts/FailureNotice.tsx";
import { LinkBox } from "../parts/LinkBox.tsx";
import type { PresenterActions } from "./presenter_actions.ts";
import { Pulse } from "../parts/Pulse.tsx";
import { QualityChoice } from "./QualityChoice.tsx";
import { SendingLine } from "./SendingLine.tsx";
import { Action } from "../parts/Action.tsx";
import { PauseButton } from "../parts/PauseControl.tsx";

/** Props of {@linkcode PresenterPanel}. */
export interface PresenterPanelProps
  extends Localized<ScreenCatalogue>, Pick<PresenterModel, "sending"> {
  readonly state: PresenterState;
  readonly actions: PresenterActions;
}

/** What the presenter can do in a state. */
export function PresenterPanel({ state, sending, text, language, actions }: PresenterPanelProps) {
  const { presenter } = text;
  const quality = (
    <QualityChoice quality={state.quality} text={presenter.quality} choose={actions.setQuality} />
  );
  switch (state.kind) {
    case "idle":
    case "stopped":
      return (
        <>
          <div class="actions">
            <Action name="start" look="button button-wide" run={actions.start}>
              {state.kind === "stopped"
                ? presenter.startAgain
                : state.canContinue
                ? presenter.goOn
                : presenter.start}
            </Action>
          </div>
          {!(state.kind === "idle" && state.canContinue) && <p class="hint">{presenter.trust}</p>}
          {quality}
        </>
      );
    case "starting":
      return (
        <>
          <Pulse />
          <div class="actions">
            <Action name="stop" run={actions.stop}>{presenter.cancel}</Action>
          </div>
        </>
      );
    case "live":
    case "paused": {
      const paused = state.kind === "paused";
      return (
        <>
          <LinkBox link={state.link} text={presenter} actions={actions} />
          <div class="actions presenting">
            <PauseButton
              paused={paused}
              text={presenter}
              pause={actions.pause}
              resume={actions.resume}
            />
            <Action name="switch" run={actions.switchScreen}>{presenter.switchScreen}</Action>
            <Action name="stop" run={actions.stop}>{presenter.stop}</Action>
          </div>
          {!paused && <SendingLine sending={sending} text={text} language={language} />}
          {quality}
        </>
      );
    }
    case "failed":
      return (
        <FailureNotice
          failure={state.failure}
          text={text}
          // Without the sound: the browser asks what to show in the task of this click.
          retry={state.failure.reason === "sound-failed" ? actions.start : actions.retry}
        >
          {remedyFor(state.failure.reason) === "new-link" && (
            <Action name="start" look="button" run={actions.start}>{presenter.startAgain}</Action>
          )}
        </FailureNotice>
      );
  }
}
