import { expect, test } from "vitest";

import { MOST_HIDDEN, MOST_WEIGHT, type HandUnits } from "../src/protocol";
import {
  alone,
  bounded,
  emptied,
  unitsOf,
  valueAt,
  withHidden,
  withValue,
} from "../src/units/edits";
import { handLayout } from "../src/units/layout";
import { arrowOf, picture, together } from "../src/units/pictures";

const ONE: HandUnits = {
  gate: "xor",
  hidden: [],
  output: { weights: [5, 5], bias: -2 },
  activation: "sigmoid",
};
const THREE: HandUnits = {
  ...ONE,
  hidden: [
    { weights: [5, 5], bias: -8 },
    { weights: [-7, -7], bias: 3 },
  ],
  output: { weights: [-11, -11], bias: 6 },
};

/** Whether the server would take them: each weight has an input. */
function isWhole(units: HandUnits): boolean {
  const inputs = units.hidden.length || 2;
  return (
    units.hidden.every(({ weights }) => weights.length === 2) &&
    units.output.weights.length === inputs
  );
}

test("a value is set where it is, and nowhere else", () => {
  for (const [unit, from] of [[0, 0], [0, 1], [1, null], [2, 1], [2, null]] as const) {
    const place = { unit, from };
    const set = withValue(THREE, place, 1.25);
    expect(valueAt(set, place)).toBe(1.25);
    expect(withValue(set, place, valueAt(THREE, place))).toEqual(THREE);
  }
  expect(THREE.output.bias).toBe(6);
});

test("values stay within what a weight may be", () => {
  expect(bounded(1e9)).toBe(MOST_WEIGHT);
  expect(bounded(-1e9)).toBe(-MOST_WEIGHT);
  expect(Object.is(bounded(-0), 0)).toBe(true);
});

test("any number of hidden units follows any other", () => {
  for (const start of [ONE, THREE]) {
    for (let first = 0; first <= MOST_HIDDEN; first++) {
      for (let second = 0; second <= MOST_HIDDEN; second++) {
        const units = withHidden(withHidden(start, first), second);
        expect(units.hidden).toHaveLength(second);
        expect(isWhole(units)).toBe(true);
      }
    }
  }
  expect(withHidden(ONE, 99).hidden).toHaveLength(MOST_HIDDEN);
});

test("one unit that gets company goes on to answer what it did", () => {
  const units = withHidden(ONE, 2);
  expect(units.hidden[0]).toEqual(ONE.output);
  const [w] = units.output.weights as [number, number];
  for (const [answer, sign] of [[0, -1], [1, 1]] as const)
    expect(Math.sign(w * answer + units.output.bias)).toBe(sign);
  expect(withHidden(units, 0)).toEqual(ONE);
});

test("emptied units are as many, with nothing but 0", () => {
  const units = emptied(THREE);
  expect(isWhole(units)).toBe(true);
  const numbers = unitsOf(units).flatMap(({ weights, bias }) => [...weights, bias]);
  expect(numbers).toEqual(Array(9).fill(0));
  expect(alone(THREE, ONE.output)).toEqual(ONE);
});

test("a picture is int16, little-endian, in base64", () => {
  const bytes = new Uint8Array(new Int16Array([0, 32767, -32767, 256]).buffer);
  expect([...picture(btoa(String.fromCharCode(...bytes)))]).toEqual([0, 32767, -32767, 256]);
});

test("an arrow shows the left of a line as y goes up, off the points", () => {
  // In pixels, from left to right: above it is where y is smaller.
  const { start, along } = arrowOf([0, 100], [200, 100], [[100, 100]], 20);
  expect(along[0]).toBeCloseTo(0);
  expect(along[1]).toBeCloseTo(-1);
  expect(Math.abs(start[0] - 100)).toBeGreaterThan(20);
});

test("rows that fall together share a name", () => {
  const places = [[0, 0], [100, 0], [104, 3], [0, 99]] as const;
  expect(together(places, 14)).toEqual([[0], [1, 2], [3]]);
});

test.each([0, 1, 2, 3, 4].flatMap((hidden) => [1, 1.5].map((k) => ({ hidden, k }))))(
  "$hidden hidden units at zoom $k: nothing overlaps or leaves the stage",
  ({ hidden, k }) => {
    const stages = [[1280, 390, true], [1600, 570, true], [1280, 480, false]] as const;
    for (const [width, height, beside] of stages) {
      const layout = handLayout({ width, height, k, hidden, beside });
      const { plane, units } = layout;
      expect(plane.x + plane.size).toBeLessThanOrEqual(width);
      expect(plane.y).toBeGreaterThanOrEqual(0);
      expect(plane.y + plane.size).toBeLessThanOrEqual(height);
      expect(units).toHaveLength(hidden ? 3 : 2);
      for (const column of units) {
        column.forEach(({ x, y, r }, place) => {
          expect(y - r).toBeGreaterThanOrEqual(0);
          expect(y + r).toBeLessThanOrEqual(height);
          expect(x + r).toBeLessThan(plane.x);
          const next = column[place + 1];
          if (next) expect(next.y - next.r).toBeGreaterThan(y + r);
        });
      }
    }
  },
);
