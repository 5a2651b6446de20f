import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useListeners } from "../../parts/use_listeners.ts";
import { type Box, clamp, coveredBox, type Point, shareAt } from "./picture_geometry.ts";

/** Screen pixels for each pixel of the picture, at most: enough to count them. */
const MAX_SCALE = 8;

/** One press of a key or a button. */
const STEP = 1.25;

/** One press of an arrow key, in CSS pixels. */
const PAN = 80;

/** Where a picture is shown, and how large. */
export interface PictureFrame {
  /** What scrolls when the picture is larger. */
  readonly frame: RefObject<HTMLDivElement>;
  /** Screen pixels for each pixel of the picture; `undefined`: as large as fits. */
  readonly scale: Signal<number | undefined>;
}

/** What {@linkcode usePictureZoom} returns. */
export interface PictureZoom extends PictureFrame {
  /** Between original pixels and what fits. */
  readonly toggle: () => void;
  readonly fit: () => void;
  /** Changes the scale and keeps what is under a point there; without one, the middle. */
  readonly zoomBy: (factor: number, at?: Point) => void;
  readonly enlarge: () => void;
  readonly shrink: () => void;
  /** Moves by key presses; `false` where the picture fits and there is nowhere to go. */
  readonly pan: (across: number, down: number) => void | false;
}

/**
 * Shows a video as large as fits, pixel by pixel, or at any scale between and beyond. The size is set
 * through the CSSOM: style attributes are forbidden by the page's security policy.
 */
export function usePictureZoom(
  video: RefObject<HTMLVideoElement>,
  { frame, scale }: PictureFrame,
): PictureZoom {
  function apply(): void {
    const element = video.current;
    const area = frame.current;
    if (element === null || area === null) return;
    area.setAttribute("data-fit", scale.peek() === undefined ? "window" : "original");
    // Screen pixels, of which a CSS pixel has several on a dense display.
    const width = element.videoWidth * (scale.peek() ?? 0) / devicePixelRatio;
    area.style.setProperty("--picture-width", `${width}px`);
  }

  /** Changes the scale and keeps what is under a point there. */
  function zoomTo(next: number, at?: Point): void {
    const element = video.current;
    const area = frame.current;
    if (element === null || area === null || element.videoWidth === 0) return;
    const picture = { width: element.videoWidth, height: element.videoHeight };
    const areaBox = area.getBoundingClientRect();
    const point = at ?? centreOf(areaBox);
    const share = shareAt(coveredBox(element.getBoundingClientRect(), picture), point);
    const fitting = coveredBox(areaBox, picture).width * devicePixelRatio / picture.width;
    if (fitting < 1 && next <= fitting) return fit();
    // Smaller than what fits helps nobody, unless original pixels are.
    scale.value = clamp(next, Math.min(1, fitting), MAX_SCALE);
    apply();
    const box = coveredBox(element.getBoundingClientRect(), picture);
    area.scrollBy(
      box.left + share.x * box.width - point.x,
      box.top + share.y * box.height - point.y,
    );
  }

  function zoomBy(factor: number, at?: Point): void {
    const element = video.current;
    if (element === null || element.videoWidth === 0) return;
    const picture = { width: element.videoWidth, height: element.videoHeight };
    const shown = coveredBox(element.getBoundingClientRect(), picture).width;
    zoomTo(shown * devicePixelRatio / picture.width * factor, at);
  }

  function fit(): void {
    scale.value = undefined;
    apply();
  }

  useListeners((signal) => {
    // The picture's own size changes with what is shown; the display's density with its window.
    video.current?.addEventListener("resize", apply, { signal });
    addEventListener("resize", apply, { signal });
  });

  return {
    frame,
    scale,
    toggle: () => scale.peek() === undefined ? zoomTo(1) : fit(),
    fit,
    zoomBy,
    enlarge: () => zoomBy(STEP),
    shrink: () => zoomBy(1 / STEP),
    pan: (across, down) => {
      if (scale.peek() === undefined) return false;
      frame.current?.scrollBy(across * PAN, down * PAN);
    },
  };
}

function centreOf(box: Box): Point {
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
