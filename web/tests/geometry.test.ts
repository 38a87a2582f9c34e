import { expect, test } from "vitest";

import { besides, curveOf, layoutOf, pathOf, widthOf } from "../src/drawing/geometry";
import { fromPixels, toPixels } from "../src/drawing/view";

const SHAPES = [
  [2, 1],
  [2, 4, 1],
  [2, 8, 8, 8, 8, 8, 8, 8, 8, 1],
  [12, 32, 32, 3],
  [1, 2, 10],
];
const STAGES = [
  { width: 1280, height: 540, k: 1 },
  { width: 1280, height: 360, k: 1 },
  { width: 1600, height: 720, k: 1.5 },
];

test.each(SHAPES.flatMap((sizes) => STAGES.map((stage) => ({ ...stage, sizes }))))(
  "$sizes on $width × $height: nothing overlaps or leaves the stage",
  (stage) => {
    const layout = layoutOf(stage);
    const { plane } = layout;
    expect(plane.x + plane.size).toBeLessThanOrEqual(stage.width);
    expect(plane.y).toBeGreaterThanOrEqual(0);
    expect(plane.y + plane.size).toBeLessThan(layout.captions);
    layout.units.forEach((places, layer) => {
      places.forEach(({ x, y, r }, unit) => {
        expect(y - r).toBeGreaterThanOrEqual(0);
        expect(y + r).toBeLessThan(layout.captions);
        expect(x + r).toBeLessThan(plane.x);
        const next = places[unit + 1];
        if (next) expect(next.y - y).toBeGreaterThanOrEqual(r + next.r);
        for (const other of layout.units[layer + 1] ?? [])
          expect(other.x - x).toBeGreaterThan(r + other.r);
      });
    });
  },
);

test("one output is the plane, several have circles before it", () => {
  const stage = STAGES[0]!;
  expect(layoutOf({ ...stage, sizes: [2, 4, 1] }).units[2]).toEqual([]);
  expect(layoutOf({ ...stage, sizes: [2, 4, 3] }).units[2]).toHaveLength(3);
});

test("edges go from circle to circle, and to the plane's edge", () => {
  const layout = layoutOf({ ...STAGES[0]!, sizes: [2, 4, 1] });
  const [from, to] = [layout.units[0]![1]!, layout.units[1]![2]!];
  const inner = curveOf(layout, 1, 1, 2, 1);
  expect(inner).toEqual({ x0: from.x + from.r + 1, y0: from.y, x1: to.x - to.r - 1, y1: to.y });
  const outer = [0, 1, 2, 3].map((unit) => curveOf(layout, 2, unit, 0, 1));
  expect(new Set(outer.map(({ x1 }) => x1))).toEqual(new Set([layout.plane.x - 1]));
  expect(outer[1]!.y1 - outer[0]!.y1).toBeCloseTo(16);
  expect(pathOf(inner)).toMatch(/^M[\d.]+ [\d.]+C([\d.]+ ?){6}$/);
});

test("a label lies beside its line", () => {
  const [x, y] = besides({ x0: 0, y0: 10, x1: 100, y1: 10 }, 0.5, 9);
  expect(x).toBeCloseTo(50);
  expect(y).toBeCloseTo(1);
});

test("the largest weight is the widest line", () => {
  expect(widthOf(-2, 2, 1)).toBeCloseTo(6.1);
  expect(widthOf(0, 2, 1)).toBeCloseTo(0.9);
  expect(widthOf(Number.NaN, 2, 1)).toBeCloseTo(0.9);
});

test("a point in pixels is the same point back", () => {
  const view = { left: -1, right: 3, bottom: 0, top: 2 };
  const square = { x: 10, y: 20, size: 200 };
  expect(toPixels(view, square, -1, 2)).toEqual([10, 20]);
  const [px, py] = toPixels(view, square, 0.7, 1.3);
  const [x, y] = fromPixels(view, square, px, py);
  expect(x).toBeCloseTo(0.7);
  expect(y).toBeCloseTo(1.3);
});
