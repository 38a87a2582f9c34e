// The order in which a row's way through the network is gone: unit after unit to the output, and
// back with the gradient.

import type { LayerShape } from "./protocol";

export type Way = "forward" | "backward";

/** layer: 1 for the first hidden one. */
export interface Stop {
  readonly layer: number;
  readonly unit: number;
  readonly way: Way;
}

export function walkOf(layers: readonly LayerShape[]): Stop[] {
  const there = layers.flatMap(({ units }, number) =>
    Array.from({ length: units }, (_, unit): Stop => ({
      layer: number + 1,
      unit,
      way: "forward",
    })),
  );
  const back = layers
    .map((layer, number) => [layer, number + 1] as const)
    .reverse()
    .flatMap(([{ units }, layer]) =>
      Array.from({ length: units }, (_, unit): Stop => ({ layer, unit, way: "backward" })),
    );
  return [...there, ...back];
}

/** The place of a stop on the walk; −1 where it is not on it. */
export const placeOn = (walk: readonly Stop[], stop: Stop): number =>
  walk.findIndex(
    ({ layer, unit, way }) => layer === stop.layer && unit === stop.unit && way === stop.way,
  );
