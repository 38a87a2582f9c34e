import { expect, test } from "vitest";

import { DEFAULT_STATE, type PageState } from "../src/protocol";
import { differences } from "../src/timeline/differences";

const state = (fields: Partial<PageState>): PageState => ({ ...DEFAULT_STATE, ...fields });

test("what the kept run had and the present one has not", () => {
  const kept = state({ optimizer: "sgd", seed: 3 });
  expect(differences(kept, state({}))).toBe("sgd, 3");
});

test("equal settings are not told", () => {
  expect(differences(state({}), state({ step: 9, room: "tensorboard" }))).toBe("");
});
