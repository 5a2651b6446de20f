import { useComputed } from "@preact/signals";
import type { Localized, PresenterText, ScreenCatalogue } from "../i18n/catalogue.ts";
import type { PresenterActions } from "./presenter_actions.ts";
import type { PresenterModel } from "./presenter_model.ts";
import type { PresenterState } from "./presenter_state.ts";
import type { SendingLimit, ViewerFacts } from "../facts/screen_facts.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import { Banner } from "../parts/Banner.tsx";
import { ScreenPreview } from "./ScreenPreview.tsx";
import { ViewerRows } from "./ViewerRows.tsx";

/** Props of {@linkcode PresenterAside}. */
export interface PresenterAsideProps
  extends Localized<ScreenCatalogue>, Pick<PresenterModel, "viewers" | "preview"> {
  readonly actions: Pick<PresenterActions, "removeViewer">;
  readonly presenting: Extract<PresenterState, { kind: "live" | "paused" }>;
}

/** What is shown, who sees it, and what the presenter should know meanwhile. */
export function PresenterAside(props: PresenterAsideProps) {
  const { presenting, viewers, preview, text, language, actions } = props;
  const { presenter } = text;
  const label = presenting.screen.hasSound
    ? `${presenter.preview}, ${presenter.withSound}`
    : presenter.preview;
  return (
    <>
      {presenting.serverLost && <Banner tone="warn">{presenter.serverLost}</Banner>}
      {presenting.held && presenting.kind === "live" && (
        <Banner tone="warn">{presenter.held}</Banner>
      )}
      <SwitchRemark failure={presenting.switchFailure} text={presenter} />
      <LimitAdvice viewers={viewers} text={presenter} />
      <ViewerRows viewers={viewers} text={text} language={language} actions={actions} />
      <ScreenPreview preview={preview} label={label} />
      <p class="hint">{presenter.keepOpen}</p>
    </>
  );
}

interface SwitchRemarkProps {
  readonly failure: Failure | undefined;
  readonly text: PresenterText;
}

/** To change one's mind in the browser's dialog is no trouble; a system that fails is. */
function SwitchRemark({ failure, text }: SwitchRemarkProps) {
  if (failure === undefined) return null;
  if (failure.reason === "capture-refused") return <p class="hint">{text.switchRefused}</p>;
  const isSound = failure.reason === "sound-failed";
  return <Banner tone="warn">{isSound ? text.switchSoundFailed : text.switchFailed}</Banner>;
}

interface LimitAdviceProps extends Pick<PresenterModel, "viewers"> {
  readonly text: PresenterText;
}

/** What keeps the picture from being better for somebody, and what helps. */
function LimitAdvice({ viewers, text }: LimitAdviceProps) {
  const limit = useComputed(() => worstLimit(viewers.value)).value;
  return limit === "none" ? null : <Banner tone="warn">{text.limit[limit].advice}</Banner>;
}

/** The processor first: whatever relieves it relieves every viewer. */
function worstLimit(viewers: readonly ViewerFacts[]): SendingLimit {
  const has = (limit: SendingLimit) => viewers.some((viewer) => viewer.limit === limit);
  return (["cpu", "bandwidth", "codec"] as const).find(has) ?? "none";
}
