// Paths of the chain rule as the inspector writes them: one column a factor that tells something.

import type { LayerShape, Path, WeightExplained } from "../protocol";

export type Kind = "input" | "slope" | "weight" | "loss";

export interface Link {
  readonly kind: Kind;
  readonly value: number;
  /** Layer of the factor's target; 1 for the first hidden one. */
  readonly layer: number;
}

export interface Line {
  readonly row: number | undefined;
  readonly links: readonly Link[];
  readonly product: number;
  /** [layer, unit], 1 for the first hidden layer. */
  readonly units: readonly (readonly [number, number])[];
}

function layerOf(layers: readonly LayerShape[], name: string): number {
  return layers.findIndex((layer) => layer.name === name.split("/")[0]) + 1;
}

/** Sums pass a derivative of 1 on, which tells nothing. */
export function lineOf(path: Path, layers: readonly LayerShape[]): Line {
  const links: Link[] = [];
  let row: number | undefined;
  for (const { source, target, value } of path.factors) {
    const place = /\[(\d+)/.exec(target);
    const layer = layerOf(layers, target);
    if (layer > 0 && place && row === undefined) row = Number(place[1]);
    const operation = target.split("/")[1]?.split("[")[0] ?? "";
    const number = value ?? Number.NaN;
    if (layer === 0) {
      const before = links.at(-1);
      if (before?.kind === "loss")
        links[links.length - 1] = { ...before, value: before.value * number };
      else links.push({ kind: "loss", value: number, layer });
    } else if (source.includes("/kernel") || source.includes("/bias")) {
      links.push({ kind: "input", value: number, layer });
    } else if (operation === "matmul") {
      links.push({ kind: "weight", value: number, layer });
    } else if (operation !== "add") {
      links.push({ kind: "slope", value: number, layer });
    }
  }
  const units = path.units.map(([layer, unit]) => [layer + 1, unit] as const);
  return { row, links, product: path.product ?? Number.NaN, units };
}

/**
 * Whether the ways to a gradient say the same, as far as 32-bit numbers can; one alone, or none, has
 * nothing to agree with.
 */
export function agree(values: readonly (number | null)[]): boolean {
  const known = values.filter((value): value is number => value !== null);
  const largest = Math.max(...known.map(Math.abs));
  return known.length > 1 && known.every((value) => Math.abs(value - known[0]!) <= 2e-3 * largest + 1e-6);
}

export const linesOf = (why: WeightExplained, layers: readonly LayerShape[]): Line[] =>
  why.paths.map((path) => lineOf(path, layers));
