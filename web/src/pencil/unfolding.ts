// A derivation as it is done by hand: a rule opens, the steps that it needs follow, and then it has
// its result.
import type { RuleUsed } from "../protocol";

export type Stage = "hidden" | "open" | "done";

/** A rule is chosen, or its result is there; for a step that needs no other both at once. */
export interface Move {
  readonly step: number;
  readonly becomes: "open" | "done";
}

/** How far a step is indented. */
export function depthOf(step: RuleUsed): number {
  return step.number.split(".").length - 1;
}

/** The moves from an empty sheet to the derivative, in order. */
export function movesOf(steps: readonly RuleUsed[]): Move[] {
  const moves: Move[] = [];
  const waiting: number[] = [];
  const isPart = (step: number, of: number) =>
    steps[step]!.number.startsWith(`${steps[of]!.number}.`);
  steps.forEach((_, step) => {
    while (waiting.length > 0 && !isPart(step, waiting.at(-1)!))
      moves.push({ step: waiting.pop()!, becomes: "done" });
    const hasParts = step + 1 < steps.length && isPart(step + 1, step);
    moves.push({ step, becomes: hasParts ? "open" : "done" });
    if (hasParts) waiting.push(step);
  });
  while (waiting.length > 0) moves.push({ step: waiting.pop()!, becomes: "done" });
  return moves;
}

/** What is seen of each step after so many moves. */
export function stagesAfter(steps: number, moves: readonly Move[], count: number): Stage[] {
  const stages = Array<Stage>(steps).fill("hidden");
  for (const { step, becomes } of moves.slice(0, count)) stages[step] = becomes;
  return stages;
}
