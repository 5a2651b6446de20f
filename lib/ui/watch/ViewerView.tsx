import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useContext, useRef } from "preact/hooks";
import { BasePath } from "../parts/base_path.ts";
import type { Heading } from "../i18n/wording.ts";
import type { Localized, ScreenCatalogue } from "../i18n/catalogue.ts";
import type { ViewerModel } from "./viewer_model.ts";
import { isViewing, isWatching, type ViewerState, viewerTroubleOf } from "./viewer_state.ts";
import type { NetworkModel } from "../network/connectivity_model.ts";
import { momentOf } from "../network/connectivity_moment.ts";
import { Connectivity } from "../network/Connectivity.tsx";
import { explain, FailureNotice } from "../parts/FailureNotice.tsx";
import { Pulse } from "../parts/Pulse.tsx";
import { Stage } from "../parts/Stage.tsx";
import { useFullscreen } from "./player/use_fullscreen.ts";
import { useLastPicture } from "./player/use_last_picture.ts";
import { useLater } from "./player/use_later.ts";
import { useNoDrops } from "../parts/use_no_drops.ts";
import { usePageTitle } from "../parts/use_page_title.ts";
import { useScreenPlayer } from "./player/use_screen_player.ts";
import { useWakeLock } from "../parts/use_wake_lock.ts";
import { standstillOf, ViewerPicture } from "./ViewerPicture.tsx";

/** Props of {@linkcode ViewerView}. */
export interface ViewerViewProps
  extends Localized<ScreenCatalogue>, Pick<ViewerModel, "state" | "picture" | "sound" | "facts"> {
  /** What the viewer's page can ask for. */
  readonly actions: Pick<ViewerModel, "retry" | "frameShown">;
  /** What is fetched late, where it is here already. */
  readonly parts?: typeof import("./late_parts.ts") | undefined;
  /** What is known of the network; missing where a view is shown by itself. */
  readonly network?: NetworkModel;
}

/** The viewer's page: a picture as large as the window, and little else. */
export function ViewerView(props: ViewerViewProps) {
  const { state, picture, sound, facts, text, language, actions } = props;
  const localized = { text, language };
  const root = useRef<HTMLDivElement>(null);
  const zoom = {
    frame: useRef<HTMLDivElement>(null),
    scale: useSignal<number | undefined>(undefined),
  };
  const isOpen = useComputed(() =>
    state.value.kind !== "connecting" || state.value.notice !== "opening"
  );
  const inTheatre = useComputed(() => isTheatre(state.value));
  const player = useScreenPlayer({
    picture,
    sound,
    shown: inTheatre,
    frameShown: actions.frameShown,
  });
  const lastPicture = useLastPicture(player.video, picture, inTheatre);
  const fullscreen = useFullscreen(root, player.video);
  // What there is to do with a picture comes before it, while the server is there.
  const late = useLater(() => import("./late_parts.ts"), isOpen, props.parts);
  useWakeLock(isWatching(state.value));
  useNoDrops();
  // What is left to say then belongs to a page, not to a whole screen.
  useSignalEffect(() => {
    if (!inTheatre.value && fullscreen.active.peek()) fullscreen.toggle();
  });

  const hasPicture = useComputed(() =>
    player.hasPicture.value || facts.value !== undefined && facts.value.width > 0
  );
  const heading = useComputed(() => headingOf(state.value, hasPicture.value, text));
  const announcement = useComputed(() =>
    standstillOf(state.value, text.viewer) ?? heading.value.lead
  );
  usePageTitle(() => isOpen.value ? `${heading.value.title} – FileFrag` : text.viewer.pageTitle);

  const current = state.value;
  const ViewerTools = late.value?.ViewerTools;
  return (
    <Stage
      island="viewer"
      state={current.kind}
      reason={viewerTroubleOf(current)}
      heading={heading.value}
      announcement={announcement}
      language={language}
      switchLanguage={text.common.switchLanguage}
      root={root}
      theatre={!inTheatre.value
        ? undefined
        : current.kind === "live" && hasPicture.value
        ? "picture"
        : "words"}
      picture={
        <>
          <ViewerPicture
            state={current}
            shown={inTheatre.value}
            player={player}
            lastPicture={lastPicture}
            zoom={zoom}
            text={text.viewer}
            toggleFullscreen={fullscreen.toggle}
          />
          {inTheatre.value && ViewerTools && (
            <ViewerTools
              state={current}
              facts={facts}
              root={root}
              player={player}
              picture={zoom}
              fullscreen={fullscreen}
              {...localized}
            />
          )}
        </>
      }
      aside={
        <>
          {current.kind === "connecting" && <Pulse />}
          {!isViewing(current) && (
            <Connectivity
              model={props.network}
              moment={momentOf(current)}
              choice="now"
              text={text.common.connectivity}
            />
          )}
        </>
      }
    >
      <ViewerEnd state={current} text={text} retry={actions.retry} />
    </Stage>
  );
}

interface ViewerEndProps {
  readonly state: ViewerState;
  readonly text: ScreenCatalogue;
  readonly retry: () => void;
}

/** What is left to do when there is no picture any more. */
function ViewerEnd({ state, text, retry }: ViewerEndProps) {
  const presenter = `${useContext(BasePath)}/presenter`;
  const showYours = (
    <a class={state.kind === "ended" ? "button" : "button-quiet"} href={presenter}>
      {text.viewer.showYours}
    </a>
  );
  return state.kind === "failed"
    ? (
      <FailureNotice failure={state.failure} text={text} retry={retry}>
        {showYours}
      </FailureNotice>
    )
    : <div class="actions">{showYours}</div>;
}

function headingOf(state: ViewerState, hasPicture: boolean, text: ScreenCatalogue): Heading {
  const { viewer } = text;
  switch (state.kind) {
    case "connecting":
      return viewer[state.notice];
    case "live":
      return hasPicture ? viewer.live : viewer.pictureComing;
    case "paused":
      return viewer.paused;
    case "ended":
      return viewer.ended;
    case "failed":
      return explain(text, state.failure);
  }
}

function isTheatre({ kind }: ViewerState): boolean {
  return kind !== "ended" && kind !== "failed";
}
