import { expect, test } from "vitest";

import { placeWith } from "../src/guide/places";
import { cardOf, numberAt, placeOfCard, placeOfLook, speaksOf } from "../src/model/guiding";
import type { LayerCard, NumberExplained } from "../src/protocol";

const card = (name: string, view: LayerCard["view"]): LayerCard => ({
  name,
  kind: name,
  view,
  about: "",
  inputs: [],
  column: 0,
  parameters: 0,
  parts: [],
  variables: [],
});
const cards = [card("x", "input"), card("lstm", "recurrent"), card("loss", "loss")];
const number = (name: string, index: readonly number[]) =>
  ({ card: "lstm", name, index }) as unknown as NumberExplained;

test("a number at one time step is touched as one of its part", () => {
  expect(placeOfLook("", null)).toBeNull();
  expect(placeOfLook("lstm", null)).toEqual(placeOfCard("lstm"));
  expect(placeOfLook("x", number("lstm/kernel", [0]))).toEqual(placeOfCard("x"));
  expect(placeOfLook("lstm", number("lstm[12]/cell/output", [3, 1]))).toEqual(
    placeWith({ what: "number", card: "lstm", of: "lstm[{}]/cell/output", index: [3, 1] }),
  );
});

test("a line lights with the card, the part or the number that it speaks of", () => {
  const kernel = placeWith({ what: "part", card: "lstm", of: "lstm/kernel" });
  const own = placeWith({ what: "number", card: "lstm", of: "lstm/kernel", index: [0, 1] });
  const other = placeWith({ what: "number", card: "lstm", of: "lstm/bias", index: [1] });
  expect(speaksOf(kernel, own, cards)).toBe(true);
  expect(speaksOf(kernel, other, cards)).toBe(false);
  expect(speaksOf(kernel, placeOfCard("lstm"), cards)).toBe(true);
  expect(speaksOf(placeOfCard("lstm"), other, cards)).toBe(true);
  expect(speaksOf(placeOfCard("x"), other, cards)).toBe(false);
});

test("the data are the input's card, and the loss is its own", () => {
  expect(speaksOf(placeWith({ what: "data" }), placeOfCard("x"), cards)).toBe(true);
  expect(cardOf(placeWith({ what: "loss" }), cards)).toBe("loss");
  expect(speaksOf(placeWith({ what: "training" }), placeOfCard("x"), cards)).toBe(false);
});

test("a number can be asked about, and one in the middle of a part", () => {
  const part = {
    label: "cell",
    node: "lstm[{}]/cell",
    shape: [50, 8],
    row_axis: 0,
    has_gradient: true,
  };
  const kernel = { name: "lstm/kernel", shape: [2, 32], trainable: true };
  const own = [{ ...cards[1]!, parts: [part], variables: [kernel] }];
  const at = (fields: Parameters<typeof placeWith>[0]) =>
    numberAt(placeWith({ card: "lstm", ...fields }), own, 7);
  expect(at({ what: "number", of: "lstm/kernel", index: [0, 1] })).toEqual({
    name: "lstm/kernel",
    index: [0, 1],
  });
  expect(at({ what: "part", of: "lstm[{}]/cell" })).toEqual({ name: "lstm[25]/cell", index: [7, 4] });
  expect(at({ what: "part", of: "lstm/kernel" })).toEqual({ name: "lstm/kernel", index: [1, 16] });
  expect(at({ what: "part", of: "other" })).toBeNull();
  expect(at({ what: "card" })).toBeNull();
});
