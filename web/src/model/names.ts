// What is written beside a part's numbers.
import type { LayerCard, Part } from "../protocol";
import { named } from "../speech.svelte";

/** The part's name; with its node where others are called so: of several calls, or directions. */
export function partName(card: LayerCard, part: Part): string {
  const name = named("part", part.label);
  const isAlone = card.parts.filter(({ label }) => label === part.label).length === 1;
  return isAlone ? name : `${name} · ${part.node.replace("{}", "t")}`;
}
