// Places of a model that a guide speaks of, and what is touched there.

import { placeWith } from "../guide/places";
import type { LayerCard, NumberExplained, Place } from "../protocol";
import { numberOf, type NumberName } from "./places";

type Cards = readonly LayerCard[];

export const placeOfCard = (card: string): Place => placeWith({ what: "card", card });

/** The node that a part has at each time step, `lstm[{}]/output`, of a node at one of them. */
const pattern = (node: string) => node.replace(/\[\d+\]/, "[{}]");

/** What is touched: a number of the chosen card, or this. */
export function placeOfLook(card: string, number: NumberExplained | null): Place | null {
  if (!card) return null;
  if (number?.card !== card) return placeOfCard(card);
  const { name, index } = number;
  return placeWith({ what: "number", card, of: pattern(name), index });
}

/** The card of a place; "" for what stands outside of the layers. */
export function cardOf(place: Place, cards: Cards): string {
  if (place.what === "data") return cards.find(({ view }) => view === "input")?.name ?? "";
  if (place.what === "loss") return cards.find(({ view }) => view === "loss")?.name ?? "";
  return place.card;
}

/** Whether a line of a program that speaks of one place speaks of another one, which is touched. */
export function speaksOf(place: Place, touched: Place, cards: Cards): boolean {
  const card = cardOf(place, cards);
  if (!card || card !== cardOf(touched, cards)) return false;
  return !place.of || touched.what !== "number" || place.of === touched.of;
}

/** The number at a place; of a part, one in its middle; null where there is none. */
export function numberAt(place: Place, cards: Cards, row: number): NumberName | null {
  if (place.what === "number") return { name: place.of, index: place.index };
  if (place.what !== "part") return null;
  const card = cards.find(({ name }) => name === place.card);
  const middle = (shape: readonly number[]) => shape.map((size) => Math.floor(size / 2));
  const part = card?.parts.find(({ node }) => node === place.of);
  if (part) return numberOf(part, row, middle(part.shape));
  const variable = card?.variables.find(({ name }) => name === place.of);
  return variable ? { name: variable.name, index: middle(variable.shape) } : null;
}
