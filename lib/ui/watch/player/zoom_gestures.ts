/**
 * Gestures on a picture that can be zoomed and moved.
 * @module
 */
import type { Point } from "./picture_geometry.ts";

/** Turns the distance a wheel reports into a factor: one notch (100) is about a quarter. */
const WHEEL_EXPONENT = -0.0022;

/** Two fingers on a touch screen or a touchpad; browsers report the latter as a wheel with Ctrl. */
export function listenForPinch(
  area: HTMLElement,
  zoomBy: (factor: number, at: Point) => void,
  signal: AbortSignal,
): void {
  // Not passive: each would zoom the page as well.
  const options = { signal, passive: false };
  let distance: number | undefined;

  area.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(Math.exp(event.deltaY * WHEEL_EXPONENT), { x: event.clientX, y: event.clientY });
  }, options);
  area.addEventListener("touchmove", (event) => {
    const [first, second] = event.touches;
    if (first === undefined || second === undefined) return;
    event.preventDefault();
    const now = Math.hypot(
      first.clientX - second.clientX,
      first.clientY - second.clientY,
    );
    if (distance !== undefined && distance > 0) zoomBy(now / distance, between(first, second));
    distance = now;
  }, options);
  for (const end of ["touchstart", "touchend", "touchcancel"] as const) {
    area.addEventListener(end, () => distance = undefined, { signal, passive: true });
  }
}

/** Moves the picture with a mouse; a finger scrolls by itself. */
export function listenForDrag(
  area: HTMLElement,
  isZoomed: () => boolean,
  signal: AbortSignal,
): void {
  let last: Point = { x: 0, y: 0 };
  area.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || !isZoomed()) return;
    // On its scroll bar, the pointer is beside what the area shows.
    if (event.offsetX > area.clientWidth && event.target === area) return;
    area.setPointerCapture(event.pointerId);
    last = { x: event.clientX, y: event.clientY };
  }, { signal });
  area.addEventListener("pointermove", (event) => {
    if (!area.hasPointerCapture(event.pointerId)) return;
    area.scrollBy(last.x - event.clientX, last.y - event.clientY);
    last = { x: event.clientX, y: event.clientY };
  }, { signal });
}

function between(a: Touch, b: Touch): Point {
  return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 };
}
