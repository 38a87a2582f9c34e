import { expect, test } from "vitest";

import type { LayerShape } from "../src/protocol";
import { questionsFor } from "../src/questions";

const layers: LayerShape[] = [
  { name: "hidden1", units: 4, activation: "tanh" },
  { name: "output", units: 3, activation: "softmax" },
];
const probe = { row: 7, point: [0.5, 1] };

test("nothing touched, nothing asked", () => {
  expect(questionsFor(null, undefined, null, layers)).toEqual([]);
});

test("a weight asks for its unit first, each layer and output once, then for its gradient", () => {
  const selection = { kind: "weight", variable: "hidden1/kernel", index: [0, 2] } as const;
  const asked = questionsFor(selection, { layer: 1, from: 0, to: 2 }, probe, layers);
  const units = asked.flatMap((each) => (each.type === "why-unit" ? [[each.layer, each.unit]] : []));
  expect(units).toEqual([[0, 2], [0, 0], [1, 0], [1, 1], [1, 2]]);
  expect(asked.slice(-2)).toEqual([
    { type: "why-weight", variable: "hidden1/kernel", index: [0, 2], row: 7 },
    { type: "why-weight", variable: "hidden1/kernel", index: [0, 2], row: null },
  ]);
});

test("a point that is no row asks for all rows alone", () => {
  const selection = { kind: "weight", variable: "output/bias", index: [1] } as const;
  const point = { row: undefined, point: [0, 0] };
  const asked = questionsFor(selection, { layer: 2, from: undefined, to: 1 }, point, layers);
  expect(asked.filter((each) => each.type === "why-weight")).toHaveLength(1);
});
