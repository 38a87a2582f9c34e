import { expect, test } from "vitest";

import { columnsOf } from "../src/settings/table";
import { SHAPES } from "../src/settings/tables";
import { dotsOf } from "../src/settings/thumbnails";
import { curvesOf, pathOf, rangeOf, valueAt } from "../src/timeline/curve";

test("curves are the frame's moments", () => {
  const curves = curvesOf(Float32Array.of(0, 0.75, 0.5, 10, 0.25, 1));
  expect(curves).toEqual({ steps: [0, 10], losses: [0.75, 0.25], scores: [0.5, 1] });
  expect(valueAt(curves.steps, curves.losses, 5)).toBeCloseTo(0.5);
  expect(valueAt(curves.steps, curves.losses, 0)).toBe(0.75);
  expect(valueAt(curves.steps, curves.losses, 99)).toBe(0.25);
});

test("a loss that is not finite breaks the curve", () => {
  const same = (value: number) => value;
  expect(pathOf([0, 1, 2, 3], [1, NaN, 2, 3], same, same)).toBe("M0.0 1.0M2.0 2.0L3.0 3.0");
  expect(rangeOf([1, NaN, 3])).toEqual([0, 3]);
  expect(rangeOf([])).toEqual([0, 1]);
});

test("a table's columns are its first line", () => {
  expect(columnsOf('a,"b, c",d\n1,2,3')).toEqual(["a", "b, c", "d"]);
  expect(columnsOf("one")).toEqual(["one"]);
});

test.each([...SHAPES, "xor", "and"])("%s has a picture with two classes inside it", (name) => {
  const dots = dotsOf(name);
  expect(new Set(dots.map(({ label }) => label)).size).toBeGreaterThanOrEqual(2);
  for (const { x, y } of dots) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
});
