import { expect, test } from "vitest";

import type { LayerShape } from "../src/protocol";
import { placeOn, walkOf } from "../src/walk";

const layers: LayerShape[] = [
  { name: "hidden1", units: 2, activation: "tanh" },
  { name: "output", units: 1, activation: "sigmoid" },
];

test("each unit there, then each unit back, the output first", () => {
  const said = walkOf(layers).map(({ layer, unit, way }) => `${way[0]}${layer}${unit}`);
  expect(said).toEqual(["f10", "f11", "f20", "b20", "b10", "b11"]);
});

test("a stop is found by all that it is", () => {
  const walk = walkOf(layers);
  expect(placeOn(walk, { layer: 1, unit: 1, way: "backward" })).toBe(5);
  expect(placeOn(walk, { layer: 1, unit: 2, way: "forward" })).toBe(-1);
});
