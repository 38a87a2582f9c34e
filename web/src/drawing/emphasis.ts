// What stands out: the paths of a chosen weight, the inputs of a chosen unit.

import type { WeightPlace } from "../names";
import type { Place } from "../protocol";
import type { Selection } from "../questions";
import type { Way } from "../walk";

type Unit = readonly [layer: number, unit: number];

export interface Emphasis {
  /** Whether anything is chosen at all. */
  readonly isChosen: boolean;
  /** layer: of the edge's end; 1 for the first hidden one. */
  edge(layer: number, from: number, to: number): boolean;
  /** layer: 0 for the inputs. */
  unit(layer: number, unit: number): boolean;
}

const NOTHING: Emphasis = { isChosen: false, edge: () => true, unit: () => true };

/** lit: units of the one path that is pointed at. */
export function emphasisOf(
  selection: Selection | null,
  place: WeightPlace | undefined,
  lit: readonly Unit[] | null,
  way: Way = "forward",
): Emphasis {
  if (place) return ofWeight(place, lit);
  if (selection?.kind === "layer") return ofLayer(selection.layer);
  if (selection?.kind !== "unit") return NOTHING;
  const { layer, unit } = selection;
  if (way === "backward") return backTo(layer, unit);
  return {
    isChosen: true,
    edge: (end, _, to) => end === layer && to === unit,
    unit: (at, number) => at === layer - 1 || (at === layer && number === unit),
  };
}

/** Several places at once, their layers counted from the inputs. What is in no layer is nothing. */
export function emphasisOfPlaces(places: readonly Place[]): Emphasis {
  const each = places.flatMap((place) => OF_PLACE[place.what]?.(place) ?? []);
  if (each.length === 0) return NOTHING;
  return {
    isChosen: true,
    edge: (layer, from, to) => each.some((one) => one.edge(layer, from, to)),
    unit: (layer, unit) => each.some((one) => one.unit(layer, unit)),
  };
}

const OF_PLACE: Partial<Record<Place["what"], (place: Place) => Emphasis>> = {
  layer: ({ layer }) => ofLayer(layer),
  weights: ({ layer }) => ({ ...ofLayer(layer), unit: (at) => at === layer || at === layer - 1 }),
  biases: ({ layer }) => ({ ...ofLayer(layer), edge: () => false }),
  unit: ({ layer, unit }) => ({
    isChosen: true,
    edge: (end, _, to) => end === layer && to === unit,
    unit: (at, number) => at === layer && number === unit,
  }),
  weight: ({ layer, unit, source }) => ({
    isChosen: true,
    edge: (end, from, to) => end === layer && from === source && to === unit,
    unit: (at, number) =>
      (at === layer && number === unit) || (at === layer - 1 && number === source),
  }),
  bias: ({ layer, unit }) => ({
    isChosen: true,
    edge: () => false,
    unit: (at, number) => at === layer && number === unit,
  }),
};

const ofLayer = (layer: number): Emphasis => ({
  isChosen: true,
  edge: (end) => end === layer,
  unit: (at) => at === layer,
});

/** The units that a gradient comes from. */
const backTo = (layer: number, unit: number): Emphasis => ({
  isChosen: true,
  edge: (end, from) => end === layer + 1 && from === unit,
  unit: (at, number) => at === layer + 1 || (at === layer && number === unit),
});

function ofWeight({ layer, from, to }: WeightPlace, lit: readonly Unit[] | null): Emphasis {
  const isOn = (at: number, unit: number) => {
    if (at < layer) return at === layer - 1 && unit === from;
    if (at === layer) return unit === to;
    return !lit || lit.some(([litLayer, litUnit]) => litLayer === at && litUnit === unit);
  };
  return {
    isChosen: true,
    edge: (end, start, stop) => end >= layer && isOn(end - 1, start) && isOn(end, stop),
    unit: isOn,
  };
}
