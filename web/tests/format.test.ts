import { expect, test } from "vitest";

import {
  count,
  factor,
  fixed,
  parsed,
  percent,
  plain,
  shortened,
  signed,
  signOf,
  significant,
} from "../src/format";

test.each([
  [-0.2101, 3, "−0.210"],
  [0, 2, "0.00"],
  [-0.0001, 2, "0.00"],
  [1.234e-5, 5, "0.00001"],
  [-4.47e-6, 5, "−4.47e−6"],
  [12345678, 3, "1.23e+7"],
  [Number.NaN, 3, "NaN"],
  [-Infinity, 3, "−∞"],
] as const)("%s with %s digits is written %s", (value, digits, text) => {
  expect(fixed(value, digits)).toBe(text);
});

test("a number that is missing is not one", () => {
  expect(fixed(null)).toBe("NaN");
  expect(percent(null)).toBe("NaN");
});

test("what is written can be entered again", () => {
  for (const value of [0.01, -3, 1e-5, 250, -0.5]) expect(parsed(plain(value))).toBe(value);
});

test.each(["", "abc", "1e", "NaN", "Infinity", "1 2"])("%j is no number", (text) => {
  expect(parsed(text)).toBeUndefined();
});

test("signs are written with U+2212, and parentheses behind a product's sign", () => {
  expect(signed(-0.129)).toBe("−0.129");
  expect(signed(0.000649)).toBe("+0.000649");
  expect(factor(-1)).toBe("(−1.000)");
  expect(factor(1)).toBe("1.000");
  expect([signOf(-1), signOf(0), signOf(2), signOf(null)]).toEqual([
    "negative",
    "",
    "positive",
    "",
  ]);
});

test("numbers inside a rule are shortened", () => {
  expect(shortened("0.9 · (−0.00122462) + 0.1 · 0")).toBe("0.9 · (−0.001225) + 0.1 · 0");
  expect(shortened("√5.93319e-08 + 1e-07")).toBe("√5.933e−8 + 1e−7");
});

test("thousands are set apart", () => {
  expect(count(1234567)).toBe("1,234,567");
  expect(count(999)).toBe("999");
});

test("three digits that tell something", () => {
  expect([0.00012345, -4.6, 1.2e-7, 0, Infinity].map(significant)).toEqual([
    "0.000123",
    "−4.60",
    "1.2e−7",
    "0.00",
    "∞",
  ]);
});
