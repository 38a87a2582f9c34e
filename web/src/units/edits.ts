// Units set by hand: a weight, a number of hidden units, and what these leave of the others.

import { MOST_HIDDEN, MOST_WEIGHT, type HandUnit, type HandUnits } from "../protocol";

/** A number of a unit. unit: the output unit is the last one; from: null for its bias. */
export interface Place {
  readonly unit: number;
  readonly from: number | null;
}

export const samePlace = (a: Place | null, b: Place | null): boolean =>
  a?.unit === b?.unit && a?.from === b?.from;

/** All units, the output unit last. */
export const unitsOf = ({ hidden, output }: HandUnits): readonly HandUnit[] => [...hidden, output];

export function valueAt(units: HandUnits, { unit, from }: Place): number {
  const found = unitsOf(units)[unit];
  return (from === null ? found?.bias : found?.weights[from]) ?? 0;
}

/** Within what a weight may be, and never −0. */
export const bounded = (value: number): number =>
  Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, value)) + 0;

export function withValue(units: HandUnits, { unit, from }: Place, value: number): HandUnits {
  const set = (found: HandUnit): HandUnit => {
    const kept = bounded(value);
    if (from === null) return { ...found, bias: kept };
    return { ...found, weights: found.weights.map((each, at) => (at === from ? kept : each)) };
  };
  if (unit === units.hidden.length) return { ...units, output: set(units.output) };
  return { ...units, hidden: units.hidden.map((each, at) => (at === unit ? set(each) : each)) };
}

const NONE: HandUnit = { weights: [0, 0], bias: 0 };
// An output unit that passes on what its first input answers: 0 for 0, 1 for 1.
const PASSES: readonly [number, number] = [10, -5];

/**
 * So many hidden units. The first one is the single unit that was there before, so that the answers
 * stay; others begin with no weights, and none goes from them to the output.
 */
export function withHidden(units: HandUnits, count: number): HandUnits {
  const wanted = Math.max(0, Math.min(MOST_HIDDEN, count));
  const before = units.hidden.length;
  if (wanted === before) return units;
  if (wanted === 0) return { ...units, hidden: [], output: units.hidden[0]! };
  const hidden = before ? units.hidden : [units.output];
  const output = before ? units.output : { weights: [PASSES[0]], bias: PASSES[1] };
  const fill = <Item>(items: readonly Item[], item: Item) =>
    Array.from({ length: wanted }, (_, at) => items[at] ?? item);
  return {
    ...units,
    hidden: fill(hidden, NONE),
    output: { ...output, weights: fill(output.weights, 0) },
  };
}

/** All weights and biases 0. */
export function emptied(units: HandUnits): HandUnits {
  const empty = ({ weights }: HandUnit): HandUnit => ({ weights: weights.map(() => 0), bias: 0 });
  return { ...units, hidden: units.hidden.map(empty), output: empty(units.output) };
}

/** One unit alone with these weights. */
export const alone = (units: HandUnits, unit: HandUnit): HandUnits => ({
  ...units,
  hidden: [],
  output: unit,
});

export const isSame = (a: HandUnits, b: HandUnits): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
