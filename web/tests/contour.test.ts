import { expect, test } from "vitest";

import { zeroLine } from "../src/drawing/contour";

function picture(side: number, value: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, pixel) =>
    value(pixel % side, Math.floor(pixel / side)),
  );
}

function segmentsOf(values: Float32Array, side: number): [number, number, number, number][] {
  const found: [number, number, number, number][] = [];
  zeroLine(values, side, (...segment) => found.push(segment));
  return found;
}

test("a plane's line lies where the plane is 0", () => {
  const segments = segmentsOf(
    picture(8, (x, y) => x + 2 * y - 7.3),
    8,
  );
  expect(segments.length).toBeGreaterThan(4);
  for (const [x0, y0, x1, y1] of segments) {
    expect(x0 + 2 * y0).toBeCloseTo(7.3, 4);
    expect(x1 + 2 * y1).toBeCloseTo(7.3, 4);
  }
});

test("a circle's line is as long as the circle", () => {
  const segments = segmentsOf(
    picture(64, (x, y) => Math.hypot(x - 31.5, y - 31.5) - 20),
    64,
  );
  const length = segments.reduce((sum, [x0, y0, x1, y1]) => sum + Math.hypot(x1 - x0, y1 - y0), 0);
  expect(length / (2 * Math.PI * 20)).toBeCloseTo(1, 2);
});

test("a picture of one sign has no line", () => {
  expect(
    segmentsOf(
      picture(8, () => 5),
      8,
    ),
  ).toEqual([]);
  expect(
    segmentsOf(
      picture(8, () => 0),
      8,
    ),
  ).toEqual([]);
});
