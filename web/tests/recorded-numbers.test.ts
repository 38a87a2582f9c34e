import { expect, test } from "vitest";

import { nearestNumber } from "../src/recorded-numbers";

const KEYS = [
  "card conv 0",
  "why-number conv/relu 0,0,0,0",
  "why-number conv/relu 0,4,4,1",
  "why-number conv/relu 7,1,1,0",
  "why-number conv/kernel 0,0",
  "why-number lstm[0]/cell 3,1",
  "why-number lstm[8]/cell 3,1",
  "why-number loss ",
];

test.each([
  ["conv/relu", [0, 3, 3, 1], "conv/relu 0,4,4,1"],
  ["conv/relu", [0, 1, 1, 0], "conv/relu 0,0,0,0"], // the row counts most
  ["conv/relu", [7, 4, 4, 1], "conv/relu 7,1,1,0"],
  ["lstm[3]/cell", [3, 0], "lstm[0]/cell 3,1"],
  ["lstm[6]/cell", [3, 2], "lstm[8]/cell 3,1"],
  ["loss", [], "loss "],
  ["conv/kernel", [0, 0, 0], undefined],
  ["elsewhere", [0], undefined],
])("%s %o", (name, index, found) => {
  const key = nearestNumber(KEYS, { type: "why-number", name, index: [...index] });
  expect(key).toBe(found && `why-number ${found}`);
});
