// Where the cards stand: in columns by how far they are from the inputs, lines between them.
import type { LayerCard } from "../protocol";

export interface Standing {
  readonly card: LayerCard;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly key: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

export interface Arrangement {
  readonly standing: readonly Standing[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export interface Sizes {
  readonly width: number; // of a card
  readonly height: number;
  readonly across: number; // between columns
  readonly down: number; // between rows
}

/** A card stands beside the first one that it reads, so that a chain is a straight line. */
export function arranged(cards: readonly LayerCard[], sizes: Sizes): Arrangement {
  const rows = new Map<string, number>();
  const taken = new Map<number, Set<number>>();
  for (const card of cards) {
    const column = taken.get(card.column) ?? new Set<number>();
    taken.set(card.column, column);
    let row = Math.min(...card.inputs.map((name) => rows.get(name) ?? 0), Infinity);
    if (!Number.isFinite(row)) row = 0;
    while (column.has(row)) row++;
    column.add(row);
    rows.set(card.name, row);
  }
  const standing = cards.map((card) => ({
    card,
    x: card.column * (sizes.width + sizes.across),
    y: rows.get(card.name)! * (sizes.height + sizes.down),
  }));
  const places = new Map(standing.map((each) => [each.card.name, each]));
  const lines = standing.flatMap((to) =>
    to.card.inputs.flatMap((name) => {
      const from = places.get(name);
      if (!from) return [];
      return [{ key: `${name} ${to.card.name}`, path: lineBetween(from, to, sizes), from: name, to: to.card.name }];
    }),
  );
  const columns = Math.max(0, ...cards.map(({ column }) => column)) + 1;
  const most = Math.max(0, ...rows.values()) + 1;
  const leap = lines.some(({ from, to }) => places.get(to)!.card.column > places.get(from)!.card.column + 1);
  return {
    standing,
    lines,
    width: columns * (sizes.width + sizes.across) - sizes.across,
    height: most * (sizes.height + sizes.down) - sizes.down + (leap ? LEAP : 0),
  };
}

const LEAP = 18; // below the cards, for lines that pass others by

function lineBetween(from: Standing, to: Standing, { width, height, across }: Sizes): string {
  const [x0, y0] = [from.x + width, from.y + height / 2];
  const [x1, y1] = [to.x, to.y + height / 2];
  if (to.card.column === from.card.column + 1 || from.y !== to.y) {
    const middle = (x0 + x1) / 2;
    return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
  }
  // Past the cards between, below them.
  const low = from.y + height + LEAP * 0.6;
  const bend = across / 2;
  return `M${x0} ${y0 + 8}C${x0 + bend} ${y0 + 8} ${x0 + bend / 2} ${low} ${x0 + bend * 1.6} ${low}H${x1 - bend * 1.6}C${x1 - bend / 2} ${low} ${x1 - bend} ${y1 + 8} ${x1} ${y1 + 8}`;
}
