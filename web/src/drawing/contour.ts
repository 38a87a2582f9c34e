// The line where a picture is neutral, by marching squares.

/**
 * Tell the zero line's segments, one by one. values: [side · side], row by row; the coordinates of a
 * segment go from 0 to side − 1.
 */
export function zeroLine(
  values: ArrayLike<number>,
  side: number,
  tell: (x0: number, y0: number, x1: number, y1: number) => void,
): void {
  // A frame has 70 pictures: nothing is allocated but where the line passes.
  for (let row = 0; row + 1 < side; row++) {
    const first = row * side;
    let a = values[first] || 0.01;
    let d = values[first + side] || 0.01;
    for (let column = 0; column + 1 < side; column++) {
      const b = values[first + column + 1] || 0.01;
      const c = values[first + side + column + 1] || 0.01;
      if (a > 0 !== b > 0 || b > 0 !== c > 0 || c > 0 !== d > 0) {
        const ends: number[] = [];
        if (a > 0 !== b > 0) ends.push(column + a / (a - b), row);
        if (b > 0 !== c > 0) ends.push(column + 1, row + b / (b - c));
        if (c > 0 !== d > 0) ends.push(column + d / (d - c), row + 1);
        if (d > 0 !== a > 0) ends.push(column, row + a / (a - d));
        for (let place = 0; place + 3 < ends.length; place += 4)
          tell(ends[place]!, ends[place + 1]!, ends[place + 2]!, ends[place + 3]!);
      }
      a = b;
      d = c;
    }
  }
}
