// What the server's pictures of units are made of, and where their lines get a name and an arrow.

import type { View } from "../drawing/view";

/** int16, little-endian, in base64. */
export function picture(text: string): Int16Array {
  const binary = atob(text);
  const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
  return new Int16Array(bytes.buffer);
}

export const squareView = (low: number, high: number): View => ({
  left: low,
  right: high,
  bottom: low,
  top: high,
});

type Point = readonly [number, number];

// Where on a line an arrow may begin, the middle first.
const SHARES = [0.5, 0.35, 0.65, 0.22, 0.78];

/**
 * Where an arrow begins that shows a line's upper side, off the points, and its direction; in
 * pixels. line: its ends, the upper side on the left as y goes up, which is the right on a screen
 * whose y goes down.
 */
export function arrowOf(
  [x0, y0]: Point,
  [x1, y1]: Point,
  points: readonly Point[],
  clear: number,
): { start: Point; along: Point } {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const along: Point = [(y1 - y0) / length, (x0 - x1) / length];
  const at = (share: number): Point => [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
  const gap = (share: number) => {
    const [x, y] = at(share);
    return Math.min(...points.map(([px, py]) => Math.hypot(px - x, py - y)));
  };
  const share = SHARES.find((each) => gap(each) > clear) ?? SHARES[0]!;
  return { start: at(share), along };
}

/** A circle as a path, as pictures that are taken away have it. */
export const ring = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

/** An arrow as a path: its shaft, and a head of a third of it. */
export function arrowPath([x, y]: Point, [dx, dy]: Point, length: number): string {
  const [tx, ty] = [x + length * dx, y + length * dy];
  const head = length / 3;
  const side = (turn: number) =>
    `${tx - head * (dx + turn * dy)} ${ty - head * (dy - turn * dx)}`;
  return `M${x} ${y}L${tx} ${ty}M${side(1)}L${tx} ${ty}L${side(-1)}`;
}

/** Groups of places that lie so near to each other that one name stands for all: their numbers. */
export function together(places: readonly Point[], near: number): number[][] {
  const groups: number[][] = [];
  places.forEach(([x, y], place) => {
    const group = groups.find(([first]) => {
      const [gx, gy] = places[first!]!;
      return Math.hypot(gx - x, gy - y) < near;
    });
    if (group) group.push(place);
    else groups.push([place]);
  });
  return groups;
}
