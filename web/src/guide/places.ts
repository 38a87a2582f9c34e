// Places that a guide speaks of, and what is touched on the page.

import { placeOf, variableOf } from "../names";
import type { LayerShape, Place } from "../protocol";
import type { Selection } from "../questions";

const OF_INPUTS = new Set(["unit", "layer", "data"]);

type Layers = readonly LayerShape[];

/** The same place with its layer counted from the inputs: -1 is the output layer. */
export const counted = (place: Place, layers: Layers): Place =>
  place.layer < 0 ? { ...place, layer: layers.length } : place;

/** The same place with -1 for the output layer, as the server has it. */
const named = (place: Place, layers: Layers): Place =>
  place.layer === layers.length ? { ...place, layer: -1 } : place;

const EMPTY = { layer: 0, unit: 0, source: 0, card: "", of: "", index: [] } as const;

/** A place with nothing but these fields. */
export const placeWith = (fields: Pick<Place, "what"> & Partial<Place>): Place => ({
  ...EMPTY,
  ...fields,
});

/** What is touched, as a place. */
export function placeOfSelection(selection: Selection | null, layers: Layers): Place | null {
  if (!selection) return null;
  if (selection.kind === "weight") {
    const at = placeOf(layers, selection.variable, selection.index);
    if (!at) return null;
    const what = at.from === undefined ? "bias" : "weight";
    const { layer, to: unit, from: source = 0 } = at;
    return named(placeWith({ what, layer, unit, source }), layers);
  }
  const unit = selection.kind === "unit" ? selection.unit : 0;
  return named(placeWith({ what: selection.kind, layer: selection.layer, unit }), layers);
}

/** What can be touched at a place; null where that is nothing. */
export function selectionOf(place: Place, layers: Layers): Selection | null {
  const { what, layer, unit, source } = counted(place, layers);
  const units = layers[layer - 1]?.units ?? 0;
  if (units === 0 || unit >= units) return null;
  switch (what) {
    case "unit":
      return { kind: "unit", layer, unit };
    case "weight":
    case "bias": {
      const from = what === "weight" ? source : undefined;
      return { kind: "weight", ...variableOf(layers, { layer, to: unit, from }) };
    }
    case "layer":
    case "weights":
    case "biases":
      return { kind: "layer", layer };
    default:
      return null;
  }
}

/** Whether a line of a program that speaks of one place speaks of another one, which is touched. */
export function speaksOf(place: Place, touched: Place, layers: Layers): boolean {
  const [own, other] = [counted(place, layers), counted(touched, layers)];
  if (own.what === "data") return other.layer === 0 && OF_INPUTS.has(other.what);
  if (own.layer !== other.layer) return false;
  switch (own.what) {
    case "layer":
      return true;
    case "weights":
      return other.what !== "bias";
    case "biases":
      return other.what !== "weight";
    case "unit":
      return other.what === "layer" || own.unit === other.unit;
    case "weight":
      if (other.what === "weight") return own.unit === other.unit && own.source === other.source;
      return other.what === "layer" || (other.what === "unit" && own.unit === other.unit);
    case "bias":
      return other.what === "layer" || (other.what !== "weight" && own.unit === other.unit);
    default:
      return false;
  }
}

/** A name cut for drawing: a letter's number is set below it, `->` is an arrow. */
export function nameParts(text: string): { readonly base: string; readonly sub: string }[] {
  return text.split(/\s*(->)\s*/).map((part) => {
    if (part === "->") return { base: " → ", sub: "" };
    const found = /^([a-z])(\d+)$/.exec(part);
    return found ? { base: found[1]!, sub: found[2]! } : { base: part, sub: "" };
  });
}
