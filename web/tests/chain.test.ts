import { expect, test } from "vitest";

import { agree, lineOf } from "../src/inspector/chain";
import type { LayerShape, Path } from "../src/protocol";

const layers: LayerShape[] = [
  { name: "hidden1", units: 2, activation: "tanh" },
  { name: "output", units: 1, activation: "sigmoid" },
];

const path: Path = {
  factors: [
    { source: "hidden1/kernel[0,1]", target: "hidden1/matmul[7,1]", value: 0.5 },
    { source: "hidden1/matmul[7,1]", target: "hidden1/add[7,1]", value: 1 },
    { source: "hidden1/add[7,1]", target: "hidden1/tanh[7,1]", value: 0.9 },
    { source: "hidden1/tanh[7,1]", target: "output/matmul[7,0]", value: -2 },
    { source: "output/matmul[7,0]", target: "output/add[7,0]", value: 1 },
    { source: "output/add[7,0]", target: "loss", value: 0.1 },
  ],
  product: -0.09,
  units: [
    [0, 1],
    [1, 0],
  ],
};

test("a path is written as the factors that tell something, and their product is the path's", () => {
  const line = lineOf(path, layers);
  expect(line.links.map(({ kind }) => kind)).toEqual(["input", "slope", "weight", "loss"]);
  expect(line.links.reduce((product, { value }) => product * value, 1)).toBeCloseTo(path.product!);
  expect(line.row).toBe(7);
  expect(line.units).toEqual([
    [1, 1],
    [2, 0],
  ]);
});

test("a bias' path begins with 1", () => {
  const factors = [
    { source: "output/bias[0]", target: "output/add[3,0]", value: 1 },
    path.factors.at(-1)!,
  ];
  const line = lineOf({ ...path, factors }, layers);
  expect(line.links.map(({ kind, value }) => [kind, value])).toEqual([
    ["input", 1],
    ["loss", 0.1],
  ]);
});

test("ways to a gradient agree as far as 32-bit numbers can", () => {
  expect(agree([0.00128061, 0.00128062, null])).toBe(true);
  expect(agree([0.00128, 0.0014])).toBe(false);
  expect(agree([null, null, null])).toBe(false);
  expect(agree([0, 3e-8])).toBe(true);
});
