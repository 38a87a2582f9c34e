// Sentences cut at what can be chosen in them.

export type Part = { readonly text: string } | { readonly slot: string };

const SLOT = /\{ \$([\w-]+) \}/;

/** A text cut at its variables: `{ $n } rows` is a slot and a text. */
export function partsOf(pattern: string): Part[] {
  return pattern
    .split(SLOT)
    .map((piece, place) => (place % 2 === 1 ? { slot: piece } : { text: piece }))
    .filter((part) => !("text" in part) || part.text !== "");
}
