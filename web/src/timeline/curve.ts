// Curves of the time line: one point a moment that the server kept.

export interface Curves {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  readonly scores: readonly number[];
}

/** values: [moments, 3]. */
export function curvesOf(values: Float32Array | undefined): Curves {
  const curves = { steps: [] as number[], losses: [] as number[], scores: [] as number[] };
  for (let place = 0; values && place + 2 < values.length; place += 3) {
    curves.steps.push(values[place]!);
    curves.losses.push(values[place + 1]!);
    curves.scores.push(values[place + 2]!);
  }
  return curves;
}

/** [least, most] of what is finite, for an axis; from 0 where all is positive. */
export function rangeOf(values: readonly number[]): [number, number] {
  const known = values.filter(Number.isFinite);
  const most = Math.max(...known, 0);
  const least = Math.min(...known, 0);
  return known.length === 0 || most === least ? [0, 1] : [least, most];
}

/** An SVG path; a number that is not finite breaks it. */
export function pathOf(
  steps: readonly number[],
  values: readonly number[],
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  let path = "";
  let isDrawing = false;
  steps.forEach((step, place) => {
    const value = values[place]!;
    if (Number.isFinite(value))
      path += `${isDrawing ? "L" : "M"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`;
    isDrawing = Number.isFinite(value);
  });
  return path;
}

/** A curve's value at a step, between two moments on the straight line. */
export function valueAt(steps: readonly number[], values: readonly number[], step: number): number {
  const next = steps.findIndex((each) => each >= step);
  if (next <= 0) return values[next < 0 ? values.length - 1 : 0] ?? Number.NaN;
  const [before, after] = [steps[next - 1]!, steps[next]!];
  const share = after === before ? 1 : (step - before) / (after - before);
  return values[next - 1]! * (1 - share) + values[next]! * share;
}
