import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useId } from "preact/hooks";
import type { Localized, ScreenCatalogue } from "../i18n/catalogue.ts";
import type { Fullscreen } from "./player/use_fullscreen.ts";
import { useKeptPlaying } from "./player/use_kept_playing.ts";
import { useKeys } from "./player/use_keys.ts";
import { usePictureInPicture } from "./player/use_picture_in_picture.ts";
import { type PictureFrame, usePictureZoom } from "./player/use_picture_zoom.ts";
import type { ScreenPlayer } from "./player/use_screen_player.ts";
import { ViewerControls } from "./ViewerControls.tsx";
import type { ViewerModel } from "./viewer_model.ts";
import { isViewing, type ViewerState } from "./viewer_state.ts";
import { ViewerStatistics } from "./ViewerStatistics.tsx";

/** Props of {@linkcode ViewerTools}. */
export interface ViewerToolsProps extends Localized<ScreenCatalogue>, Pick<ViewerModel, "facts"> {
  readonly state: ViewerState;
  /** What goes to the whole screen. */
  readonly root: RefObject<HTMLElement>;
  readonly player: ScreenPlayer;
  readonly picture: PictureFrame;
  readonly fullscreen: Fullscreen;
}

/** Everything that can be done with a picture, by buttons, by keys and by itself, and known of it. */
export function ViewerTools(props: ViewerToolsProps) {
  const { state, facts, root, player, fullscreen, text, language } = props;
  const statisticsId = useId();
  const showsStatistics = useSignal(false);
  const keysEnabled = useSignal(true);
  const zoom = usePictureZoom(player.video, props.picture);
  const pictureInPicture = usePictureInPicture(player.video);
  useKeptPlaying(player);
  useKeys({
    f: fullscreen.toggle,
    m: () => isViewing(state) && state.hasSound && player.toggleSound(),
    p: pictureInPicture.toggle,
    "1": zoom.toggle,
    "+": zoom.enlarge,
    "=": zoom.enlarge,
    "-": zoom.shrink,
    "0": zoom.fit,
    arrowleft: () => zoom.pan(-1, 0),
    arrowright: () => zoom.pan(1, 0),
    arrowup: () => zoom.pan(0, -1),
    arrowdown: () => zoom.pan(0, 1),
  }, keysEnabled);
  const statistics = { id: statisticsId, open: showsStatistics.value };
  return (
    <>
      <ViewerControls
        state={state}
        facts={facts}
        root={root}
        player={player}
        zoom={zoom}
        fullscreen={fullscreen}
        pictureInPicture={pictureInPicture}
        statistics={statistics}
        toggleStatistics={() => showsStatistics.value = !showsStatistics.value}
        text={text}
        language={language}
      />
      {statistics.open && (
        <ViewerStatistics
          id={statistics.id}
          facts={facts}
          path={isViewing(state) ? state.path : undefined}
          keysEnabled={keysEnabled}
          text={text}
          language={language}
        />
      )}
    </>
  );
}
