import { expect, test } from "vitest";

import { classTable, divergingTable, rgb } from "../src/colour";

const bytes = (colour: number) => [
  colour & 255,
  (colour >> 8) & 255,
  (colour >> 16) & 255,
  colour >>> 24,
];

test("a table's ends and middle are the colours it was made of", () => {
  const table = divergingTable(rgb("#f4b986"), rgb("#fbfaf8"), rgb("#8abada"));
  expect(bytes(table[1]!)).toEqual([0xf4, 0xb9, 0x86, 255]);
  expect(bytes(table[128]!)).toEqual([0xfb, 0xfa, 0xf8, 255]);
  expect(bytes(table[255]!)).toEqual([0x8a, 0xba, 0xda, 255]);
});

test("between them the colours go one way", () => {
  const table = divergingTable([0, 0, 0], [100, 100, 100], [200, 200, 200]);
  const reds = [...table].slice(1).map((colour) => colour & 255);
  expect(reds).toEqual([...reds].sort((a, b) => a - b));
});

test("a class that is no likelier than the others has no colour", () => {
  const table = classTable([250, 250, 250], [0, 128, 0], 4);
  expect(bytes(table[64]!)).toEqual([250, 250, 250, 255]); // 1/4
  expect(bytes(table[255]!)).toEqual([0, 128, 0, 255]); // 1
});

test("short colours are long ones", () => {
  expect(rgb("#fff")).toEqual(rgb("#ffffff"));
});
