// Where in the drawing a finding of the diagnosis is.

import type { Selection } from "../questions";
import type { LayerShape } from "../protocol";

/** `hidden2`, `hidden2/kernel`, `hidden1[3]`: the first unit named; undefined for the whole network. */
export function placeOfCause(where: string, layers: readonly LayerShape[]): Selection | undefined {
  const names = where.split(/[\s,/[\]:]+/);
  const layer = layers.findIndex(({ name }) => names.includes(name)) + 1;
  if (layer === 0) return undefined;
  const numbers = /\[(\d+)(?:, ?(\d+))?\]/.exec(where);
  const unit = Number(numbers?.[2] ?? numbers?.[1] ?? 0);
  return { kind: "unit", layer, unit: unit < layers[layer - 1]!.units ? unit : 0 };
}
