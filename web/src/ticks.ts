// Round numbers along an axis, and which of them have room.

/** Round numbers for an axis, at most `most` steps apart; usually more than half as many. */
export function ticksOf(low: number, high: number, most = 7): number[] {
  const rough = (high - low) / most;
  const tens = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((each) => each * tens >= rough)! * tens;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) =>
    Number(((first + place) * step).toPrecision(12)),
  );
}

/** Where a text stands, in pixels from the left and the top. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const APART = 2; // pixels between two texts, at least

/** Whether a text touches another one. */
export function touches(one: Box, other: Box): boolean {
  return (
    one.left < other.right + APART &&
    other.left < one.right + APART &&
    one.top < other.bottom + APART &&
    other.top < one.bottom + APART
  );
}
