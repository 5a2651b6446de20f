import { useComputed } from "@preact/signals";
import type { PresenterActions } from "./presenter_actions.ts";
import type { Heading } from "../i18n/wording.ts";
import { plural } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import type { Localized, ScreenCatalogue } from "../i18n/catalogue.ts";
import { isPresenting, type PresenterState, presenterTroubleOf } from "./presenter_state.ts";
import type { PresenterModel } from "./presenter_model.ts";
import type { NetworkModel } from "../network/connectivity_model.ts";
import { Connectivity } from "../network/Connectivity.tsx";
import { explain } from "../parts/FailureNotice.tsx";
import { PresenterAside } from "./PresenterAside.tsx";
import { PresenterPanel } from "./PresenterPanel.tsx";
import { Stage } from "../parts/Stage.tsx";
import { useNoDrops } from "../parts/use_no_drops.ts";
import { usePageTitle } from "../parts/use_page_title.ts";

/** Props of {@linkcode PresenterView}. */
export interface PresenterViewProps
  extends
    Localized<ScreenCatalogue>,
    Pick<PresenterModel, "state" | "viewers" | "sending" | "preview"> {
  /** What is known of the network; missing where a view is shown by itself. */
  readonly network?: NetworkModel;
  readonly actions: PresenterActions;
}

/** The presenter's page: start, pass the link on, see who watches, pause, stop. */
export function PresenterView(props: PresenterViewProps) {
  const { state, viewers, text, language } = props;
  // Numbers about viewers come every second; the page follows only how many there are.
  const viewerCount = useComputed(() => viewers.value.length);
  const heading = useComputed(() => headingOf(state.value, viewerCount.value, text, language));
  const announcement = useComputed(() => heading.value.lead);
  usePageTitle(() => {
    if (state.value.kind === "idle") return text.presenter.pageTitle;
    const title = `${heading.value.title} – FileFrag`;
    return isPresenting(state.value) ? `(${viewerCount.value}) ${title}` : title;
  });
  useNoDrops();

  const current = state.value;
  return (
    <Stage
      island="presenter"
      state={current.kind}
      reason={presenterTroubleOf(current)}
      heading={heading.value}
      announcement={announcement}
      language={language}
      switchLanguage={nothingAtRisk(current) ? text.common.switchLanguage : undefined}
      aside={isPresenting(current) && (
        <>
          <Connectivity
            model={props.network}
            moment={viewerCount.value === 0 ? "waiting" : undefined}
            choice="next"
            text={text.common.connectivity}
          />
          <PresenterAside {...props} presenting={current} />
        </>
      )}
    >
      <PresenterPanel {...props} state={current} />
    </Stage>
  );
}

function headingOf(
  state: PresenterState,
  viewerCount: number,
  text: ScreenCatalogue,
  language: Language,
): Heading {
  const { presenter } = text;
  switch (state.kind) {
    case "idle":
      if (state.isUnknown) return { ...presenter.idle, lead: presenter.unknownAddress };
      return state.canContinue ? presenter.canContinue : presenter.idle;
    case "starting":
      return presenter[state.step];
    case "live":
      return {
        title: presenter.live[state.screen.surface ?? "unknown"],
        lead: viewerCount === 0
          ? presenter.liveAlone
          : plural(language, presenter.liveWatched, viewerCount),
      };
    case "paused":
      return presenter.paused;
    case "stopped":
      return state.by === "browser"
        ? { title: presenter.stopped.title, lead: presenter.stoppedByBrowser }
        : presenter.stopped;
    case "failed":
      return explain(text, state.failure);
  }
}

/** A reload interrupts what is shown. */
function nothingAtRisk(state: PresenterState): boolean {
  return !isPresenting(state) && state.kind !== "starting";
}
