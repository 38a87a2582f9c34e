import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { decode } from "../src/frames";

// Written by tests/page/test_typescript.py with the server's own `encode`.
const file = readFileSync(new URL("frame.bin", import.meta.url));
const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer;

test("a frame that Python wrote", () => {
  const { header, floats, pictures } = decode(bytes);
  expect(header).toMatchObject({ step: 7, epoch: 3, loss: 0.25, score: null, playing: true });
  expect(pictures.get("surface")?.shape).toEqual([1, 2, 3]);
  expect([...pictures.get("surface")!.values]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(floats.get("hidden1/kernel")?.shape).toEqual([2, 2]);
  expect([...floats.get("hidden1/kernel")!.values]).toEqual([0.5, -1.5, NaN, Infinity]);
  expect(floats.get("curves")).toEqual({ shape: [0, 3], values: new Float32Array() });
  expect(header.pieces.length).toBe(floats.size + pictures.size);
});

test("arrays are views of the message", () => {
  const { floats, pictures } = decode(bytes);
  for (const { values } of [...floats.values(), ...pictures.values()]) {
    expect(values.buffer).toBe(bytes);
  }
});

test.each([0, 3, 40, bytes.byteLength - 1])("a frame cut after %i bytes", (length) => {
  expect(() => decode(bytes.slice(0, length))).toThrow();
});
