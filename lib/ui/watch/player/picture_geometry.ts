/**
 * Where a picture is inside its element, and how large.
 * @module
 */

/** A rectangle in CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The size of a picture in its own pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A point in the window, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The part of an element that its picture covers when it is shown whole (`object-fit: contain`).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const element = { left: 0, top: 0, width: 400, height: 400 };
 * const wide = { width: 1600, height: 800 };
 * assert.deepEqual(coveredBox(element, wide), { left: 0, top: 100, width: 400, height: 200 });
 * ```
 */
export function coveredBox(element: Box, picture: PictureSize): Box {
  const scale = Math.min(element.width / picture.width, element.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    left: element.left + (element.width - width) / 2,
    top: element.top + (element.height - height) / 2,
    width,
    height,
  };
}

/**
 * A point as a share of a box, from 0 to 1 each way; outside of the box, its nearest edge.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const box = { left: 100, top: 100, width: 200, height: 100 };
 * assert.deepEqual(shareAt(box, { x: 150, y: 999 }), { x: 0.25, y: 1 });
 * ```
 */
export function shareAt(box: Box, point: Point): Point {
  return {
    x: clamp((point.x - box.left) / box.width, 0, 1),
    y: clamp((point.y - box.top) / box.height, 0, 1),
  };
}

/** A number within bounds. */
export function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
