// A walk through a computation graph: values from the left, then gradients from the right.
import { fixed } from "../format";
import type { FormulaTraced } from "../protocol";

/** What is known after a move: a node's value, or its gradient. */
export interface Visit {
  readonly node: number;
  readonly gives: "value" | "gradient";
}

/** The nodes that are computed, in order, and then all of them backwards. */
export function visitsOf({ nodes, edges }: FormulaTraced): Visit[] {
  const computed = new Set(edges.map(({ target }) => target));
  const numbers = nodes.map((_, number) => number);
  return [
    ...numbers.filter((number) => computed.has(number)).map(valueOf),
    ...numbers.toReversed().map((node): Visit => ({ node, gives: "gradient" })),
  ];
}

const valueOf = (node: number): Visit => ({ node, gives: "value" });

/** All nodes that a node leads to, itself included. */
export function pathFrom(node: number, { edges }: FormulaTraced): Set<number> {
  const found = new Set([node]);
  for (const { source, target } of edges.toSorted((a, b) => a.source - b.source))
    if (found.has(source)) found.add(target);
  return found;
}

/** A number of the graph; a dash where it has none. Whole numbers have no digits behind the point. */
export function written(value: number | null, digits: number): string {
  if (value === null) return "–";
  const whole = Math.round(value);
  const isWhole = value === 0 || (whole !== 0 && Math.abs(value - whole) < 1e-9);
  return fixed(value, isWhole ? 0 : digits);
}
