import { expect, test } from "vitest";

import { arranged } from "../src/model/arrange";
import { numberOf, stepOf, subjectOf, unravelled, wholeIndex, written } from "../src/model/places";
import { channel, rangeOf, transposed } from "../src/model/shades";
import type { LayerCard, Part } from "../src/protocol";

const part = (given: Partial<Part>): Part => ({
  label: "output",
  node: "conv2d/relu",
  shape: [4, 4, 2],
  row_axis: 0,
  has_gradient: true,
  ...given,
});

test.each([
  [7, 2, 4],
  [100, 25, 4],
  [5, 5, 1],
  [0, 0, 1],
])("of %i numbers %i are shown: every %ith", (size, shown, step) => {
  expect(stepOf(size, shown)).toBe(step);
});

test("a place in what is shown is a place in the whole", () => {
  expect(wholeIndex([1, 3], [2, 4], [7, 4])).toEqual([4, 3]);
});

test.each([
  [part({}), [1, 2, 0], "conv2d/relu[5, 1, 2, 0]"],
  [part({ node: "lstm[{}]/lstm_cell/cell" }), [3, 1], "lstm[3]/lstm_cell/cell[5, 1]"],
  [part({ node: "attention/divide", row_axis: 1 }), [0, 2, 3], "attention/divide[0, 5, 0, 2, 3]"],
  [part({ node: "loss/divide", row_axis: -1 }), [], "loss/divide"],
])("a number of %o", (given, index, name) => {
  expect(written(numberOf(given, 5, index))).toBe(name);
});

test.each([
  ["conv/relu", "relu(add)", "relu"],
  ["lstm[3]/lstm_cell/add_2", "multiply + multiply_1", "add_2"],
  ["conv/kernel", "", "conv/kernel"],
])("a gradient's formula calls %s, which is %s, %s", (name, formula, subject) => {
  expect(subjectOf({ name, formula })).toBe(subject);
});

test("a flat place has one in each axis", () => {
  expect(unravelled(23, [2, 3, 4])).toEqual([1, 2, 3]);
});

test("arrays are cut and turned", () => {
  const values = Float32Array.from([0, 1, 2, 3, 4, 5]);
  expect([...channel(values, 2, 1)]).toEqual([1, 3, 5]);
  expect([...transposed(values, 2, 3)]).toEqual([0, 3, 1, 4, 2, 5]);
  expect(rangeOf([NaN, -3, 2, Infinity])).toEqual({ low: -3, high: 2, most: 3 });
  expect(rangeOf([NaN]).most).toBe(1);
});

test("cards stand in their columns and none on another", () => {
  const card = (name: string, column: number, inputs: string[]) =>
    ({ name, column, inputs }) as unknown as LayerCard;
  const cards = [card("x", 0, []), card("a", 1, ["x"]), card("b", 1, ["x"]), card("sum", 2, ["a", "b", "x"])];
  const { standing, lines } = arranged(cards, { width: 10, height: 5, across: 2, down: 1 });
  const places = standing.map(({ x, y }) => `${x} ${y}`);
  expect(new Set(places).size).toBe(4);
  expect(standing.map(({ x }) => x)).toEqual([0, 12, 12, 24]);
  expect(lines.map(({ from, to }) => from + to)).toEqual(["xa", "xb", "asum", "bsum", "xsum"]);
});
