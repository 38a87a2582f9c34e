// The part of the plane that is shown, and points of the plane in pixels.

import type { Points } from "../protocol";
import type { Square } from "./geometry";

/** Ends of the two axes. */
export interface View {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** What the server's pictures show. */
export function viewOf(points: Points, plane: readonly [number, number]): View {
  const isFlat = points.features.length === 1;
  const [across, up] = isFlat ? [0, 0] : plane;
  return {
    left: points.low[across] ?? -1,
    right: points.high[across] ?? 1,
    bottom: isFlat ? -1 : (points.low[up] ?? -1),
    top: isFlat ? 1 : (points.high[up] ?? 1),
  };
}

export function toPixels(
  view: View,
  { x, y, size }: Square,
  across: number,
  up: number,
): [number, number] {
  return [
    x + (size * (across - view.left)) / (view.right - view.left),
    y + (size * (view.top - up)) / (view.top - view.bottom),
  ];
}

export function fromPixels(
  view: View,
  { x, y, size }: Square,
  px: number,
  py: number,
): [number, number] {
  return [
    view.left + ((px - x) / size) * (view.right - view.left),
    view.top - ((py - y) / size) * (view.top - view.bottom),
  ];
}
