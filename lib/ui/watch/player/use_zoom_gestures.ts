import { useEffect } from "preact/hooks";
import type { PictureZoom } from "./use_picture_zoom.ts";
import { listenForDrag, listenForPinch } from "./zoom_gestures.ts";

/** Zooms and moves a picture by two fingers, a wheel and a mouse. */
export function useZoomGestures({ frame, scale, zoomBy }: PictureZoom): void {
  useEffect(() => {
    const area = frame.current;
    if (area === null) return;
    const listeners = new AbortController();
    const { signal } = listeners;
    listenForPinch(area, zoomBy, signal);
    listenForDrag(area, () => scale.peek() !== undefined, signal);
    return () => listeners.abort();
  }, []);
}
