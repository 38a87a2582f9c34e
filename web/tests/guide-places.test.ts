import { expect, test } from "vitest";

import { emphasisOfPlaces } from "../src/drawing/emphasis";
import {
  counted,
  nameParts,
  placeOfSelection,
  placeWith,
  selectionOf,
  speaksOf,
} from "../src/guide/places";
import type { LayerShape, Place } from "../src/protocol";
import type { Selection } from "../src/questions";

const layers: LayerShape[] = [
  { name: "hidden1", units: 2, activation: "sigmoid" },
  { name: "hidden2", units: 3, activation: "sigmoid" },
  { name: "output", units: 1, activation: "sigmoid" },
];
const place = (what: Place["what"], layer = 0, unit = 0, source = 0): Place =>
  placeWith({ what, layer, unit, source });

test.each<[Selection, Place]>([
  [{ kind: "unit", layer: 2, unit: 1 }, place("unit", 2, 1)],
  [{ kind: "unit", layer: 3, unit: 0 }, place("unit", -1, 0)],
  [{ kind: "layer", layer: 1 }, place("layer", 1)],
  [{ kind: "weight", variable: "hidden2/kernel", index: [1, 2] }, place("weight", 2, 2, 1)],
  [{ kind: "weight", variable: "output/bias", index: [0] }, place("bias", -1, 0)],
])("what is touched is a place, and back: %o", (selection, expected) => {
  expect(placeOfSelection(selection, layers)).toEqual(expected);
  expect(selectionOf(expected, layers)).toEqual(selection);
});

test("what is not in the network cannot be touched", () => {
  expect(placeOfSelection(null, layers)).toBeNull();
  expect(placeOfSelection({ kind: "weight", variable: "gone/bias", index: [0] }, layers)).toBeNull();
  for (const gone of [place("unit", 0, 0), place("unit", 1, 2), place("loss"), place("layer", 4)])
    expect(selectionOf(gone, layers)).toBeNull();
});

test.each<[Place, Place, boolean]>([
  [place("layer", 1), place("unit", 1, 1), true],
  [place("layer", -1), place("weight", 3, 0, 2), true],
  [place("layer", 1), place("unit", 2, 1), false],
  [place("unit", 1, 1), place("weight", 1, 1, 0), true],
  [place("unit", 1, 1), place("unit", 1, 0), false],
  [place("weight", 1, 1, 0), place("weight", 1, 1, 1), false],
  [place("weight", 1, 1, 0), place("unit", 1, 1), true],
  [place("biases", 1), place("weight", 1, 0, 0), false],
  [place("biases", 1), place("bias", 1, 0), true],
  [place("data"), place("unit", 0, 1), true],
  [place("data"), place("loss"), false],
  [place("loss"), place("unit", 1, 0), false],
])("a line that speaks of %o: %o is %s", (own, touched, expected) => {
  expect(speaksOf(own, touched, layers)).toBe(expected);
});

test("places stand out together, and what is in no layer does not", () => {
  const found = emphasisOfPlaces(
    [place("unit", 1, 1), place("weight", -1, 0, 2)].map((each) => counted(each, layers)),
  );
  expect([found.edge(1, 0, 1), found.edge(1, 0, 0), found.edge(3, 2, 0)]).toEqual([true, false, true]);
  expect([found.unit(1, 1), found.unit(1, 0), found.unit(2, 2)]).toEqual([true, false, true]);
  expect(emphasisOfPlaces([place("loss"), place("data")]).isChosen).toBe(false);
});

test("a name's number is set below its letter", () => {
  expect(nameParts("x1 -> h2").map(({ base, sub }) => base + sub)).toEqual(["x1", " → ", "h2"]);
  expect(nameParts("hidden1/kernel")).toEqual([{ base: "hidden1/kernel", sub: "" }]);
});
