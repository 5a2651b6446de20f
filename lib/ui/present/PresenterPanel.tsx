import type { ReadonlySignal } from "@preact/signals";
import { remedyFor } from "../facts/remedy.ts";
import type { Language } from "../i18n/language.ts";
import type { ScreenCatalogue } from "../i18n/catalogue.ts";
import type { PresenterState } from "./presenter_state.ts";
import type { SendingFacts } from "../facts/screen_facts.ts";
import { FailureNotice } from "../parts/FailureNotice.tsx";
import { LinkBox } from "../parts/LinkBox.tsx";
import type { PresenterActions } from "./presenter_actions.ts";
import { Pulse } from "../parts/Pulse.tsx";
import { QualityChoice } from "./QualityChoice.tsx";
import { SendingLine } from "./SendingLine.tsx";

/** Props of {@linkcode PresenterPanel}. */
export interface PresenterPanelProps {
  readonly state: PresenterState;
  readonly sending: ReadonlySignal<SendingFacts | undefined>;
  readonly text: ScreenCatalogue;
  readonly language: Language;
  readonly actions: PresenterActions;
}

/** What the presenter can do in a state. */
export function PresenterPanel({ state, sending, text, language, actions }: PresenterPanelProps) {
  const { common, presenter } = text;
  const quality = (
    <QualityChoice quality={state.quality} text={presenter.quality} choose={actions.setQuality} />
  );
  switch (state.kind) {
    case "idle":
    case "stopped":
      return (
        <>
          <div class="actions">
            <button
              type="button"
              class="button button-wide"
              data-action="start"
              onClick={actions.start}
            >
              {state.kind === "stopped"
                ? presenter.startAgain
                : state.canContinue
                ? presenter.goOn
                : presenter.start}
            </button>
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
            <StopButton label={presenter.cancel} stop={actions.stop} />
          </div>
        </>
      );
    case "live":
    case "paused": {
      const paused = state.kind === "paused";
      return (
        <>
          <LinkBox
            link={state.link}
            text={presenter}
            copyLink={actions.copyLink}
            shareLink={actions.shareLink}
          />
          <div class="actions presenting">
            {/* One button, so that the focus stays on it. */}
            <button
              type="button"
              class={paused ? "button" : "button-quiet"}
              data-action={paused ? "resume" : "pause"}
              onClick={paused ? actions.resume : actions.pause}
            >
              {paused ? presenter.resume : presenter.pause}
            </button>
            <button
              type="button"
              class="button-quiet"
              data-action="switch"
              onClick={actions.switchScreen}
            >
              {presenter.switchScreen}
            </button>
            <StopButton label={presenter.stop} stop={actions.stop} />
          </div>
          {!paused && <SendingLine sending={sending} text={common} language={language} />}
          {quality}
        </>
      );
    }
    case "failed":
      return (
        <FailureNotice
          failure={state.failure}
          text={text}
          language={language}
          retry={actions.retry}
        >
          {remedyFor(state.failure.reason) === "new-link" && (
            <button type="button" class="button" data-action="start" onClick={actions.start}>
              {presenter.startAgain}
            </button>
          )}
        </FailureNotice>
      );
  }
}

interface StopButtonProps {
  readonly label: string;
  readonly stop: () => void;
}

function StopButton({ label, stop }: StopButtonProps) {
  return (
    <button type="button" class="button-quiet" data-action="stop" onClick={stop}>
      {label}
    </button>
  );
}
