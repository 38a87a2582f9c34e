import { expect, test } from "vitest";

import { emphasisOf } from "../src/drawing/emphasis";
import { nameOf, placeOf, spoken, variableOf } from "../src/names";
import type { LayerShape, Points } from "../src/protocol";
import { placeOfCause } from "../src/shell/cause";
import { partsOf } from "../src/parts";

const layers: LayerShape[] = [
  { name: "hidden1", units: 4, activation: "tanh" },
  { name: "hidden2", units: 2, activation: "tanh" },
  { name: "output", units: 1, activation: "sigmoid" },
];
const points: Points = {
  x: [],
  y: [],
  features: ["x1", "petal length (cm)"],
  target: "y",
  classes: ["0", "1"],
  low: [],
  high: [],
};

test("units have a letter a layer and a number", () => {
  const names = [
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 1],
    [3, 0],
  ].map(([layer, unit]) => spoken(nameOf(layers, points, layer!, unit!)));
  expect(names).toEqual(["x 1", "petal length …", "h 1", "g 2", "p"]);
});

test("a weight's place and its variable are the same", () => {
  for (const place of [
    { layer: 1, from: 1, to: 3 },
    { layer: 3, from: 0, to: 0 },
    { layer: 2, from: undefined, to: 1 },
  ]) {
    const { variable, index } = variableOf(layers, place);
    expect(placeOf(layers, variable, index)).toEqual(place);
  }
  expect(placeOf(layers, "gone/kernel", [0, 0])).toBeUndefined();
});

test("a weight's paths stand out, and one of them alone when it is pointed at", () => {
  const place = { layer: 1, from: 0, to: 2 };
  const all = emphasisOf(null, place, null);
  expect(all.edge(1, 0, 2)).toBe(true);
  expect(all.edge(1, 1, 2)).toBe(false);
  expect([all.edge(2, 2, 0), all.edge(2, 2, 1), all.edge(2, 1, 0)]).toEqual([true, true, false]);
  const one = emphasisOf(null, place, [
    [1, 2],
    [2, 1],
    [3, 0],
  ]);
  expect([one.edge(2, 2, 0), one.edge(2, 2, 1), one.edge(3, 1, 0)]).toEqual([false, true, true]);
});

test("a unit stands out with what goes into it", () => {
  const found = emphasisOf({ kind: "unit", layer: 2, unit: 1 }, undefined, null);
  expect([found.edge(2, 3, 1), found.edge(2, 3, 0), found.unit(1, 3), found.unit(2, 0)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("a finding's place is a unit of the drawing", () => {
  expect(placeOfCause("hidden2", layers)).toEqual({ kind: "unit", layer: 2, unit: 0 });
  expect(placeOfCause("hidden1/kernel[1, 3]", layers)).toEqual({ kind: "unit", layer: 1, unit: 3 });
  expect(placeOfCause("", layers)).toBeUndefined();
});

test("a sentence is cut at its variables", () => {
  expect(partsOf("{ $rows } rows of { $data }.")).toEqual([
    { slot: "rows" },
    { text: " rows of " },
    { slot: "data" },
    { text: "." },
  ]);
});
