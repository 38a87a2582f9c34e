import { describe, expect, it } from "vitest";

import { columnsOf, layoutOf } from "../src/pencil/layout";
import { alike, ENDS, pathOf, placeOf, stepAt } from "../src/pencil/plot";
import { breakable } from "../src/pencil/tex";
import { movesOf, stagesAfter } from "../src/pencil/unfolding";
import { pathFrom, visitsOf, written } from "../src/pencil/walk";
import { ticksOf } from "../src/ticks";

// σ(w·x + b): w, x, b, product, sum, sigmoid.
const UNIT = [
  { source: 0, target: 3 },
  { source: 1, target: 3 },
  { source: 3, target: 4 },
  { source: 2, target: 4 },
  { source: 4, target: 5 },
];

describe("layout", () => {
  it("goes from left to right, letters just before their use", () => {
    expect(columnsOf(6, UNIT)).toEqual([0, 0, 1, 1, 2, 3]);
  });

  it("keeps numbers of a column apart and draws a chain straight", () => {
    const { nodes, columns, rows } = layoutOf(6, UNIT);
    expect(columns).toBe(4);
    expect(rows).toBeLessThanOrEqual(3);
    for (const [number, node] of nodes.entries())
      for (const other of nodes.slice(number + 1))
        if (node.column === other.column)
          expect(Math.abs(node.row - other.row)).toBeGreaterThanOrEqual(1 - 1e-9);
    expect(nodes[4]!.row).toBeCloseTo(nodes[5]!.row);
    expect(Math.min(...nodes.map(({ row }) => row))).toBeGreaterThanOrEqual(0);
  });

  it("leads a long line around what is between", () => {
    const lines = [
      { source: 0, target: 1 },
      { source: 1, target: 2 },
      { source: 0, target: 2 },
    ];
    const { nodes, bends } = layoutOf(3, lines);
    expect(bends.map((each) => each.length)).toEqual([0, 0, 1]);
    expect(bends[2]![0]!.column).toBe(1);
    expect(Math.abs(bends[2]![0]!.row - nodes[1]!.row)).toBeGreaterThanOrEqual(1 - 1e-9);
  });

  it("does not cross the lines of two products whose letters are mixed", () => {
    // a·c + b·d with letters in the order a, b, c, d.
    const lines = [
      { source: 0, target: 4 },
      { source: 2, target: 4 },
      { source: 1, target: 5 },
      { source: 3, target: 5 },
      { source: 4, target: 6 },
      { source: 5, target: 6 },
    ];
    const { nodes } = layoutOf(7, lines);
    for (const one of lines)
      for (const other of lines) {
        const [a, b] = [nodes[one.source]!, nodes[other.source]!];
        const [c, d] = [nodes[one.target]!, nodes[other.target]!];
        if (a.column === b.column && c.column === d.column)
          expect((a.row - b.row) * (c.row - d.row)).toBeGreaterThanOrEqual(0);
      }
  });

  it("places nothing, and one", () => {
    expect(layoutOf(0, []).nodes).toEqual([]);
    expect(layoutOf(1, []).nodes).toEqual([{ column: 0, row: 0 }]);
  });
});

describe("unfolding", () => {
  const steps = ["1", "1.1", "1.2", "1.2.1", "1.3"].map((number) => ({
    number,
    heading: "",
    rule: "",
    why: "",
    sides: [],
  }));

  it("opens a rule, does its parts, and then has its result", () => {
    const moves = movesOf(steps).map(({ step, becomes }) => `${steps[step]!.number} ${becomes}`);
    expect(moves).toEqual([
      "1 open",
      "1.1 done",
      "1.2 open",
      "1.2.1 done",
      "1.2 done",
      "1.3 done",
      "1 done",
    ]);
  });

  it("shows as much as was unfolded", () => {
    const moves = movesOf(steps);
    expect(stagesAfter(5, moves, 0)).toEqual(Array(5).fill("hidden"));
    expect(stagesAfter(5, moves, 3)).toEqual(["open", "done", "open", "hidden", "hidden"]);
    expect(stagesAfter(5, moves, moves.length)).toEqual(Array(5).fill("done"));
  });
});

describe("plot", () => {
  const frame = { width: 100, height: 50, low: 0, high: 4, bottom: 0, top: 10 };

  it("breaks the curve where there is no value and where it jumps", () => {
    const curve = { heights: [1, 2, null, 4, 5], jumps: [3], bottom: 0, top: 10 };
    expect(pathOf(curve, frame)).toBe("M0.00 45.00L25.00 40.00M75.00 30.00M100.00 25.00");
  });

  it("has round numbers on the axes", () => {
    expect(ticksOf(-2, 4)).toEqual([-2, -1, 0, 1, 2, 3, 4]);
    expect(ticksOf(0.13, 0.98)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(ticksOf(-0.15, 1.15, 4)).toEqual([0, 0.5, 1]);
  });

  it("has the widest steps at the slider's ends and the smallest in its middle", () => {
    expect(stepAt(ENDS, 2)).toBe(2);
    expect(stepAt(-ENDS, 2)).toBe(-2);
    expect(Math.abs(stepAt(1, 2))).toBeLessThan(2e-8);
    for (const step of [2, -0.5, 1e-3, -1e-6])
      expect(Math.abs(stepAt(placeOf(step, 2), 2) / step - 1)).toBeLessThan(0.03);
  });

  it("counts the digits that agree", () => {
    expect(alike("0.3925", "0.3932")).toBe(4);
    expect(alike("−1.5", "1.5")).toBe(0);
  });
});

describe("walk", () => {
  const node = { name: "", label: "", value: 0, gradient: 0 };
  const graph = {
    type: "formula-traced" as const,
    nodes: Array(6).fill(node),
    edges: UNIT.map((line) => ({ ...line, derivative: 1 })),
  };

  it("goes forward through what is computed, and back through everything", () => {
    const visits = visitsOf(graph).map(({ node: number, gives }) => `${gives} ${number}`);
    expect(visits.slice(0, 3)).toEqual(["value 3", "value 4", "value 5"]);
    expect(visits.slice(3)).toEqual([5, 4, 3, 2, 1, 0].map((number) => `gradient ${number}`));
  });

  it("follows a letter to the result", () => {
    expect([...pathFrom(2, graph)].sort()).toEqual([2, 4, 5]);
  });

  it("writes whole numbers without digits behind the point", () => {
    expect([2, -1, 0.36788, null, 1e-7].map((each) => written(each, 3))).toEqual([
      "2",
      "−1",
      "0.368",
      "–",
      "1.00e−7",
    ]);
  });
});

describe("tex", () => {
  it("may break a product behind a parenthesis, but not within one", () => {
    expect(breakable("x \\left(a + b\\right) y")).toBe("x \\left(a + b\\right)\\allowbreak  y");
    const inside = "\\frac{\\left(a\\right) b}{c}";
    expect(breakable(inside)).toBe(inside);
    expect(breakable("\\left(a\\right)^{2}")).toBe("\\left(a\\right)^{2}");
    const nested = breakable("\\left(\\left(a\\right) b\\right) c");
    expect(nested).toBe("\\left(\\left(a\\right) b\\right)\\allowbreak  c");
  });
});
