/**
 * A computation graph in columns from left to right: each number after those that it is computed
 * from, letters just before their first use, and few lines that cross.
 */
export interface Line {
  readonly source: number;
  readonly target: number;
}

export interface Layout {
  readonly columns: number;
  /** The height that is needed, in places of one number. */
  readonly rows: number;
  /** Of each node: its column, and how far down, from 0. */
  readonly nodes: readonly { readonly column: number; readonly row: number }[];
  /** Of each line: the places that it passes in the columns between its ends. */
  readonly bends: readonly (readonly { readonly column: number; readonly row: number }[])[];
}

const SWEEPS = 24; // in the first half by one side's neighbours, then by both sides'
const LETTER = 1e-4; // the weight of a letter's wish

/** The column of each node: the longest way to it; a letter moves up to its first use. */
export function columnsOf(count: number, lines: readonly Line[]): number[] {
  const columns = Array<number>(count).fill(0);
  // Nodes come after their operands, so one pass is enough.
  for (let node = 0; node < count; node++)
    for (const { source, target } of lines)
      if (target === node) columns[node] = Math.max(columns[node]!, columns[source]! + 1);
  const isComputed = new Set(lines.map(({ target }) => target));
  for (let node = 0; node < count; node++) {
    const uses = lines.filter(({ source }) => source === node).map(({ target }) => columns[target]!);
    if (!isComputed.has(node) && uses.length > 0) columns[node] = Math.min(...uses) - 1;
  }
  return columns;
}

/** Place a graph. Nodes are numbered in the order of computing. */
export function layoutOf(count: number, lines: readonly Line[]): Layout {
  const columns = columnsOf(count, lines);
  const bends: number[][] = [];
  const links: Line[] = []; // from column to column; a long line passes places of its own
  for (const { source, target } of lines) {
    const between: number[] = [];
    for (let column = columns[source]! + 1; column < columns[target]!; column++)
      between.push(columns.push(column) - 1);
    [source, ...between].forEach((from, place) =>
      links.push({ source: from, target: [...between, target][place]! }),
    );
    bends.push(between);
  }
  const rows = rowsOf(columns, links);
  const top = Math.min(0, ...rows);
  const placed = columns.map((column, node) => ({ column, row: rows[node]! - top }));
  return {
    columns: Math.max(0, ...columns) + 1,
    rows: Math.max(0, ...placed.map(({ row }) => row)) + 1,
    nodes: placed.slice(0, count),
    bends: bends.map((between) => between.map((place) => placed[place]!)),
  };
}

/** How far down each place is: near the middle of its neighbours, and one apart in its column. */
function rowsOf(columns: readonly number[], links: readonly Line[]): number[] {
  const members: number[][] = [];
  columns.forEach((column, place) => (members[column] ??= []).push(place));
  const rows = Array<number>(columns.length).fill(0);
  members.forEach((column) =>
    column.forEach((place, order) => (rows[place] = order - (column.length - 1) / 2)),
  );
  const before = columns.map(() => [] as number[]);
  const behind = columns.map(() => [] as number[]);
  for (const { source, target } of links) {
    before[target]!.push(source);
    behind[source]!.push(target);
  }
  // What is computed stays in line; letters stand beside it.
  const weightOf = (place: number) => (before[place]!.length > 0 ? 1 : LETTER);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0;
    for (const column of forward ? members : members.toReversed()) {
      const wanted = (place: number) => {
        const all = [...before[place]!, ...behind[place]!];
        const near = sweep >= SWEEPS / 2 ? all : forward ? before[place]! : behind[place]!;
        const computed = near.filter((each) => before[each]!.length > 0);
        const those = computed.length > 0 ? computed : near.length > 0 ? near : all;
        return those.length > 0
          ? those.reduce((sum, each) => sum + rows[each]!, 0) / those.length
          : rows[place]!;
      };
      settle(column, wanted, weightOf, rows);
    }
  }
  return rows;
}

/** Put a column's places where they want to be, in that order, at least one apart. */
function settle(
  column: number[],
  wanted: (place: number) => number,
  weightOf: (place: number) => number,
  rows: number[],
): void {
  const wishes = column.map((place) => ({ place, wish: wanted(place) }));
  wishes.sort((a, b) => a.wish - b.wish || rows[a.place]! - rows[b.place]!);
  column.splice(0, column.length, ...wishes.map(({ place }) => place));
  // Blocks of places that touch: each begins where that suits its places best.
  const blocks: { start: number; size: number; top: number; weight: number }[] = [];
  wishes.forEach(({ place, wish }, order) => {
    let block = { start: order, size: 1, top: wish, weight: weightOf(place) };
    for (let last = blocks.at(-1); last && last.top + last.size > block.top; last = blocks.at(-1)) {
      blocks.pop();
      const weight = last.weight + block.weight;
      const top = (last.weight * last.top + block.weight * (block.top - last.size)) / weight;
      block = { start: last.start, size: last.size + block.size, top, weight };
    }
    blocks.push(block);
  });
  for (const { start, size, top } of blocks)
    for (let order = 0; order < size; order++) rows[wishes[start + order]!.place] = top + order;
}
