// What the server is asked so that everything about a touched number can be shown.

import type { WeightPlace } from "./names";
import type { LayerShape, WhyLayer, WhyRow, WhyUnit, WhyWeight } from "./protocol";

export type Selection =
  | { readonly kind: "weight"; readonly variable: string; readonly index: readonly number[] }
  /** layer: 1 for the first hidden one. */
  | { readonly kind: "unit"; readonly layer: number; readonly unit: number }
  | { readonly kind: "layer"; readonly layer: number };

/** A row of the data, or another point of the feature space. */
export interface Probe {
  readonly row: number | undefined;
  readonly point: readonly number[];
}

/** About a network that is drawn unit by unit. */
export type Question = WhyWeight | WhyUnit | WhyLayer | WhyRow;

/** place: of the selected weight. What is looked at comes first. */
export function questionsFor(
  selection: Selection | null,
  place: WeightPlace | undefined,
  probe: Probe | null,
  layers: readonly LayerShape[],
): Question[] {
  const questions: Question[] = [];
  if (probe) {
    const asked = new Set<string>();
    const why = (layer: number, unit: number) => {
      if (asked.has(`${layer},${unit}`)) return;
      asked.add(`${layer},${unit}`);
      questions.push({ type: "why-unit", layer: layer - 1, unit, point: probe.point });
    };
    if (selection?.kind === "unit") why(selection.layer, selection.unit);
    if (place) why(place.layer, place.to);
    // One unit a layer tells the outputs of the whole layer before it.
    layers.forEach((_, number) => why(number + 1, 0));
    const outputs = layers.at(-1)?.units ?? 1;
    for (let unit = 1; unit < outputs; unit++) why(layers.length, unit);
    if (selection?.kind === "unit" && probe.row !== undefined)
      questions.push({ type: "why-row", row: probe.row });
  }
  if (selection?.kind === "layer")
    questions.unshift({ type: "why-layer", layer: selection.layer - 1 });
  if (selection?.kind === "weight") {
    const { variable, index } = selection;
    const row = probe?.row ?? null;
    if (row !== null) questions.push({ type: "why-weight", variable, index, row });
    questions.push({ type: "why-weight", variable, index, row: null });
  }
  return questions;
}
