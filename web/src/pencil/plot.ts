// A curve as SVG has it, axes, and the slider whose middle is a step of almost nothing.
import type { Curve } from "../protocol";

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly low: number; // ends of x
  readonly high: number;
  readonly bottom: number; // ends of y
  readonly top: number;
}

export const xOf = (frame: Frame, x: number): number =>
  ((x - frame.low) / (frame.high - frame.low)) * frame.width;

export const yOf = (frame: Frame, y: number): number => {
  const down = ((frame.top - y) / (frame.top - frame.bottom)) * frame.height;
  return Math.max(-3 * frame.height, Math.min(4 * frame.height, down)); // poles end outside
};

export const atX = (frame: Frame, across: number): number =>
  frame.low + (across / frame.width) * (frame.high - frame.low);

/** The path of a curve, interrupted where it has no value and where it jumps. */
export function pathOf(curve: Curve, frame: Frame): string {
  const { heights } = curve;
  const jumps = new Set(curve.jumps);
  const apart = (frame.high - frame.low) / (heights.length - 1);
  let path = "";
  let isDown = false;
  heights.forEach((height, place) => {
    if (height === null) {
      isDown = false;
      return;
    }
    const x = xOf(frame, frame.low + place * apart).toFixed(2);
    path += `${isDown ? "L" : "M"}${x} ${yOf(frame, height).toFixed(2)}`;
    isDown = !jumps.has(place);
  });
  return path;
}

const LEAST_STEP = 1e-8; // below, float64 has no digits of the difference left
/** The slider goes from −ENDS to ENDS. */
export const ENDS = 500;

/** The step of a slider's place: the widest at both ends, ever smaller towards the middle. */
export function stepAt(place: number, most: number): number {
  const share = Math.abs(place) / ENDS;
  const size = LEAST_STEP * (most / LEAST_STEP) ** share;
  return Math.sign(place || 1) * Number(size.toPrecision(3));
}

/** The slider's place of a step. */
export function placeOf(step: number, most: number): number {
  const share = Math.log(Math.abs(step) / LEAST_STEP) / Math.log(most / LEAST_STEP);
  const place = Math.round(ENDS * Math.max(0, Math.min(1, share)));
  return Math.sign(step) * Math.max(1, place);
}

/** How many digits two numbers have in common from the left, of their texts as they are shown. */
export function alike(one: string, other: string): number {
  let place = 0;
  while (place < one.length && one[place] === other[place]) place += 1;
  return place;
}
