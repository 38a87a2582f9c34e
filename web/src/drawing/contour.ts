// The line where a picture is neutral, by marching squares.

export type Segment = readonly [number, number, number, number];

/**
 * Segments of the zero line. values: [side · side], row by row; the coordinates of a segment go from
 * 0 to side − 1.
 */
export function zeroLine(values: ArrayLike<number>, side: number): Segment[] {
  const found: Segment[] = [];
  const at = (row: number, column: number) => values[row * side + column] || 0.01;
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const a = at(row, column);
      const b = at(row, column + 1);
      const c = at(row + 1, column + 1);
      const d = at(row + 1, column);
      if (a > 0 === b > 0 && b > 0 === c > 0 && c > 0 === d > 0) continue;
      const ends: number[] = [];
      if (a > 0 !== b > 0) ends.push(column + a / (a - b), row);
      if (b > 0 !== c > 0) ends.push(column + 1, row + b / (b - c));
      if (c > 0 !== d > 0) ends.push(column + d / (d - c), row + 1);
      if (d > 0 !== a > 0) ends.push(column, row + a / (a - d));
      for (let place = 0; place + 3 < ends.length; place += 4) {
        found.push([ends[place]!, ends[place + 1]!, ends[place + 2]!, ends[place + 3]!]);
      }
    }
  }
  return found;
}
