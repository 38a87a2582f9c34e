// Numbers of any size as colours.
import { entryOf, MOST } from "../colour";

export interface Range {
  readonly low: number;
  readonly high: number;
  /** The largest size; 1 where all are 0. */
  readonly most: number;
}

export function rangeOf(values: ArrayLike<number>): Range {
  let [low, high] = [Infinity, -Infinity];
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 0];
  return { low, high, most: Math.max(-low, high) || 1 };
}

/** Write each number's colour; one that is not finite is drawn as the neutral one. */
export function shades(
  values: ArrayLike<number>,
  most: number,
  table: Uint32Array,
  pixels: Uint32Array,
): void {
  for (let place = 0; place < pixels.length; place++) {
    const share = (values[place] ?? 0) / most;
    const bounded = Number.isFinite(share) ? Math.max(-1, Math.min(1, share)) : 0;
    pixels[place] = table[entryOf(Math.round(MOST * bounded))]!;
  }
}

/** One picture of a [rows, columns, pictures] array. */
export function channel(values: Float32Array, count: number, place: number): Float32Array {
  const found = new Float32Array(values.length / count);
  for (let pixel = 0; pixel < found.length; pixel++) found[pixel] = values[pixel * count + place]!;
  return found;
}

/** [rows, columns] with its axes swapped. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const found = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      found[column * rows + row] = values[row * columns + column]!;
  return found;
}
