import { expect, test } from "vitest";

import { histogramOf } from "../src/histogram";

test("every finite number is counted once, the largest in the last bin", () => {
  const found = histogramOf([-1, -0.5, 0, 1, 1, Number.NaN, Infinity], 4);
  expect(found).toEqual({ low: -1, high: 1, counts: [1, 1, 1, 2], lost: 2 });
});

test("zero lies within, also where all numbers are on one side", () => {
  expect(histogramOf([2, 4], 2)).toEqual({ low: 0, high: 4, counts: [0, 2], lost: 0 });
});

test("numbers that are all 0, or none, have empty bins", () => {
  expect(histogramOf([0, 0], 2).counts).toEqual([0, 0]);
  expect(histogramOf([], 2).counts).toEqual([0, 0]);
});
