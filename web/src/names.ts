// What units and weights are called: x₁, h₂, g₁ … p; `hidden1/kernel` and an index.

import type { LayerShape, Points } from "./protocol";

const LETTERS = ["h", "g", "k", "m", "q", "r", "s", "v"];
const LONGEST = 14;

/** A letter or a word, and a number below it. */
export interface Name {
  readonly base: string;
  readonly sub: string;
}

/** layer: 0 for the inputs. */
export function nameOf(
  layers: readonly LayerShape[],
  points: Points,
  layer: number,
  unit: number,
): Name {
  if (layer === 0) return featureName(points.features[unit] ?? `x${unit + 1}`);
  const sub = String(unit + 1);
  if (layer < layers.length) return { base: LETTERS[layer - 1] ?? "h", sub };
  const base = points.classes.length > 0 ? "p" : "ŷ";
  return (layers[layer - 1]?.units ?? 1) > 1 ? { base, sub } : { base, sub: "" };
}

function featureName(name: string): Name {
  const found = /^([a-z])(\d+)$/i.exec(name);
  if (found) return { base: found[1]!, sub: found[2]! };
  return { base: name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name, sub: "" };
}

export const spoken = ({ base, sub }: Name): string => (sub ? `${base} ${sub}` : base);

/** A weight or a bias, by its place in the drawing. */
export interface WeightPlace {
  /** Of its unit; 1 for the first hidden layer. */
  readonly layer: number;
  readonly to: number;
  /** undefined for a bias. */
  readonly from: number | undefined;
}

export function variableOf(
  layers: readonly LayerShape[],
  place: WeightPlace,
): { variable: string; index: number[] } {
  const name = layers[place.layer - 1]?.name ?? "";
  return place.from === undefined
    ? { variable: `${name}/bias`, index: [place.to] }
    : { variable: `${name}/kernel`, index: [place.from, place.to] };
}

export function placeOf(
  layers: readonly LayerShape[],
  variable: string,
  index: readonly number[],
): WeightPlace | undefined {
  const [name, kind] = variable.split("/");
  const layer = layers.findIndex((each) => each.name === name) + 1;
  if (layer === 0) return undefined;
  return kind === "bias"
    ? { layer, to: index[0] ?? 0, from: undefined }
    : { layer, from: index[0] ?? 0, to: index[1] ?? 0 };
}
