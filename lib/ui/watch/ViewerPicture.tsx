import type { ViewerText } from "../i18n/catalogue.ts";
import { isViewing, type ViewerState } from "./viewer_state.ts";
import { Banner } from "../parts/Banner.tsx";
import type { LastPicture } from "./player/use_last_picture.ts";
import type { PictureFrame } from "./player/use_picture_zoom.ts";
import type { ScreenPlayer } from "./player/use_screen_player.ts";
import { Action } from "../parts/Action.tsx";

/** Props of {@linkcode ViewerPicture}. */
export interface ViewerPictureProps {
  readonly state: ViewerState;
  readonly shown: boolean;
  readonly player: ScreenPlayer;
  readonly lastPicture: LastPicture;
  readonly zoom: PictureFrame;
  readonly text: ViewerText;
  readonly toggleFullscreen: () => void;
}

/** The picture itself, and in front of it what it showed last where its stream is gone. */
export function ViewerPicture(props: ViewerPictureProps) {
  const { state, shown, player, lastPicture, zoom, text, toggleFullscreen } = props;
  const zoomed = zoom.scale.value !== undefined;
  const standstill = standstillOf(state, text);
  return (
    <div class="watch" hidden={!shown}>
      {/* A region that scrolls must be reachable by keyboard. */}
      <div
        class="watch-frame"
        ref={zoom.frame}
        role={zoomed ? "group" : undefined}
        aria-label={zoomed ? text.screen : undefined}
        tabIndex={zoomed ? 0 : undefined}
        onDblClick={toggleFullscreen}
      >
        <video
          data-part="screen"
          aria-label={text.screen}
          muted
          autoplay
          playsInline
          disableRemotePlayback
          ref={player.video}
        />
        <canvas
          data-part="last-picture"
          aria-hidden="true"
          hidden={!lastPicture.kept.value}
          ref={lastPicture.canvas}
        />
      </div>
      <audio ref={player.audio} />
      {standstill && (
        <div class="watch-notice">
          <Banner tone="warn">{standstill}</Banner>
        </div>
      )}
      {player.needsTap.value && (
        <div class="watch-notice">
          <Action name="play" look="button" run={player.play}>{text.play}</Action>
        </div>
      )}
    </div>
  );
}

/** Why the picture stands still; `undefined` where it doesn't, or the page's words say it. */
export function standstillOf(state: ViewerState, text: ViewerText): string | undefined {
  if (!isViewing(state)) return undefined;
  if (state.interrupted) return text.interrupted;
  return state.kind === "live" && state.held ? text.held : undefined;
}
