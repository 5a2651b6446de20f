import { useListeners } from "../../parts/use_listeners.ts";
import type { PictureZoom } from "./use_picture_zoom.ts";
import { listenForDrag, listenForPinch } from "./zoom_gestures.ts";

/** Zooms and moves a picture by two fingers, a wheel and a mouse. */
export function useZoomGestures({ frame, scale, zoomBy }: PictureZoom): void {
  useListeners((signal) => {
    const area = frame.current;
    if (area === null) return;
    listenForPinch(area, zoomBy, signal);
    listenForDrag(area, () => scale.peek() !== undefined, signal);
  });
}
