// Round numbers along an axis.

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
