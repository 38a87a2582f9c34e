// Formulas to begin with, each with a point at which there is something to see.
import type { Pencil } from "../protocol";

export interface Example {
  /** Of its text, `page-pencil-…`; none where the formula says it all. */
  readonly name: string;
  readonly formula: string;
  readonly wrt: string;
  readonly point: Pencil["point"];
}

export const EXAMPLES: readonly Example[] = [
  { name: "x²", formula: "x^2", wrt: "x", point: [["x", 1]] },
  { name: "sin(x)/x", formula: "sin(x)/x", wrt: "x", point: [["x", 2]] },
  {
    name: "sigmoid",
    formula: "1 / (1 + exp(-(w*x + b)))",
    wrt: "x",
    point: [["w", 2], ["x", 1], ["b", -1]],
  },
  {
    name: "error",
    formula: "(w*x + b - y)^2",
    wrt: "w",
    point: [["w", 0.5], ["x", 2], ["b", 1], ["y", 3]],
  },
  {
    name: "two-units",
    formula: "(sigmoid(v*sigmoid(w*x + b) + c) - y)^2",
    wrt: "w",
    point: [["v", 3], ["w", 1], ["x", 1], ["b", -0.5], ["c", -1], ["y", 0]],
  },
  { name: "|x|", formula: "abs(x)", wrt: "x", point: [["x", 0.5]] },
];
