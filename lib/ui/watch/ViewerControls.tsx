import type { RefObject } from "preact";
import { formatPercent } from "../parts/format.ts";
import { fill } from "../i18n/fill.ts";
import type { Localized, ScreenCatalogue } from "../i18n/catalogue.ts";
import type { ViewerModel } from "./viewer_model.ts";
import { isViewing, type ViewerState } from "./viewer_state.ts";
import { ControlButton } from "./ControlButton.tsx";
import { Latency } from "../parts/Latency.tsx";
import { PathBadge } from "../parts/PathBadge.tsx";
import type { Fullscreen } from "./player/use_fullscreen.ts";
import type { PictureInPicture } from "./player/use_picture_in_picture.ts";
import type { PictureZoom } from "./player/use_picture_zoom.ts";
import type { ScreenPlayer } from "./player/use_screen_player.ts";
import { useIdle } from "./player/use_idle.ts";
import { useZoomGestures } from "./player/use_zoom_gestures.ts";

/** Props of {@linkcode ViewerControls}. */
export interface ViewerControlsProps
  extends Localized<ScreenCatalogue>, Pick<ViewerModel, "facts"> {
  readonly state: ViewerState;
  /** What goes to the whole screen: the controls hide where nothing moves in it then. */
  readonly root: RefObject<HTMLElement>;
  readonly player: ScreenPlayer;
  readonly zoom: PictureZoom;
  readonly fullscreen: Fullscreen;
  readonly pictureInPicture: PictureInPicture;
  readonly statistics: { readonly id: string; readonly open: boolean };
  readonly toggleStatistics: () => void;
}

/** Under the picture: how far behind it is and over which path, and everything that can be done. */
export function ViewerControls(props: ViewerControlsProps) {
  const { state, player, zoom, fullscreen, pictureInPicture, text, language } = props;
  const { viewer } = text;
  useZoomGestures(zoom);
  const idle = useIdle(props.root, fullscreen.active);
  const hadPicture = state.kind !== "connecting" || state.hadPicture;
  return (
    <div class="watch-bar" data-idle={idle.value}>
      <p class="watch-facts">
        {isViewing(state)
          ? (
            <>
              <Delay facts={props.facts} text={text} language={language} />
              <PathBadge path={state.path} text={text.common} />
            </>
          )
          : <span class="hint">{viewer.trust}</span>}
      </p>
      {hadPicture && (
        <div class="watch-controls" role="group" aria-label={viewer.controls}>
          {isViewing(state) && state.hasSound && (
            <ControlButton
              action="sound"
              icon={player.isAudible.value ? "sound" : "sound-off"}
              label={player.isAudible.value ? viewer.soundOff : viewer.soundOn}
              run={player.toggleSound}
              wordy={!player.isAudible.value}
            />
          )}
          <ZoomControls zoom={zoom} text={text} language={language} />
          {pictureInPicture.available.value && (
            <ControlButton
              action="pip"
              label={viewer.pictureInPicture}
              run={pictureInPicture.toggle}
            />
          )}
          <ControlButton
            action="statistics"
            label={viewer.statistics.title}
            run={props.toggleStatistics}
            opens={props.statistics}
          />
          <ControlButton
            action="fullscreen"
            icon={fullscreen.active.value ? "fullscreen-leave" : "fullscreen"}
            label={fullscreen.active.value ? viewer.leaveFullscreen : viewer.fullscreen}
            run={fullscreen.toggle}
          />
        </div>
      )}
    </div>
  );
}

/** A subscriber of its own: the facts change every second, the buttons don't. */
function Delay(
  { facts, text, language }: Pick<ViewerControlsProps, "facts" | "text" | "language">,
) {
  return (
    <Latency
      delayMs={facts.value?.delayMs}
      language={language}
      sentence={(delay) => fill(text.viewer.behind, { delay })}
    />
  );
}

/** Everything that two fingers or a wheel can do, for one finger and for none. */
function ZoomControls(
  { zoom, text: { viewer }, language }: Pick<ViewerControlsProps, "zoom" | "text" | "language">,
) {
  const scale = zoom.scale.value;
  const toggle = (
    <ControlButton
      key="fit"
      action="fit"
      icon={scale === undefined ? "original" : "fit"}
      label={scale === undefined ? viewer.original : viewer.fit}
      run={zoom.toggle}
    />
  );
  if (scale === undefined) return toggle;
  return (
    <>
      <ControlButton key="out" action="zoom-out" label={viewer.zoomOut} run={zoom.shrink} />
      <output class="watch-scale" key="scale">
        {formatPercent(language, Math.round(scale * 100))}
      </output>
      <ControlButton key="in" action="zoom-in" label={viewer.zoomIn} run={zoom.enlarge} />
      {toggle}
    </>
  );
}
