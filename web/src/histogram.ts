// How many of some numbers lie where.

export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
  /** Of the numbers that are NaN or infinite. */
  readonly lost: number;
}

/** Equal bins from the least to the largest number; 0 always lies within. */
export function histogramOf(values: ArrayLike<number>, bins: number): Histogram {
  let [low, high, lost] = [0, 0, 0];
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!;
    if (!Number.isFinite(value)) lost++;
    else [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const counts = Array.from({ length: bins }, () => 0);
  const width = high - low;
  if (width > 0)
    for (let place = 0; place < values.length; place++) {
      const value = values[place]!;
      if (Number.isFinite(value))
        counts[Math.min(bins - 1, Math.floor(((value - low) / width) * bins))]!++;
    }
  return { low, high, counts, lost };
}
