// Where the network is drawn: columns of units from left to right, the last unit as the plane itself.

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

export interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface Layout {
  /** [layer][unit], inputs first; a single output has no circle: it is the plane. */
  readonly units: readonly (readonly Place[])[];
  /** Middle of each column, inputs first, the output last. */
  readonly columns: readonly number[];
  readonly plane: Square;
  /** Baseline of the layers' captions. */
  readonly captions: number;
  /** Whether units are large enough for a caption of their own. */
  readonly captioned: boolean;
}

export interface Stage {
  readonly width: number;
  readonly height: number;
  /** Zoom. */
  readonly k: number;
  /** Units of each layer, inputs first, the output last. */
  readonly sizes: readonly number[];
  /** Whether the sentence stands before the inputs, or above everything. */
  readonly isBeside?: boolean;
}

const LEFT = 346; // of the inputs' column: the sentence stands before it
const LEFT_ALONE = 84; // where only the inputs' names do
const MARGIN = 32;
const NARROW = 560; // up to which the margin is half as wide
const BELOW = 58; // captions of the layers
const SMALLEST_CAPTIONED = 20;

const clamp = (least: number, value: number, most: number) =>
  Math.max(least, Math.min(value, most));

export function layoutOf({ width, height, k, sizes, isBeside = true }: Stage): Layout {
  const last = sizes.length - 1;
  const outputs = sizes[last] ?? 1;
  const hidden = sizes.slice(1, last);
  const widest = Math.max(1, ...hidden, outputs > 1 ? outputs : 1);
  const room = height - BELOW * k;
  const isNarrow = width < NARROW * k;
  const margin = (isNarrow ? MARGIN / 2 : MARGIN) * k;
  const crowded = last > 4 ? 0.235 : isNarrow && last <= 2 ? 0.36 : 0.272;
  const size = Math.max(120, Math.min(room - 8 * k, crowded * width));
  const plane = { x: width - margin - size, y: 4 * k + (room - size) / 2, size };
  const before = isBeside ? LEFT : LEFT_ALONE;
  const left = Math.min(before * k - (MARGIN * k - margin), 0.36 * width);
  const end = outputs > 1 ? plane.x - 56 * k : plane.x;
  const gap = (end - left) / Math.max(1, last);
  const columns = sizes.map((_, layer) => left + gap * layer);
  if (outputs === 1) columns[last] = plane.x + size / 2;

  const own = (height - 66 * k) / (2 * widest);
  const least = Math.min(12 * k, own - 1);
  const r = Math.max(3, Math.min(clamp(least, own - 10 * k, 52 * k), 0.36 * gap));
  const middle = 4 * k + room / 2;
  const units = sizes.map((count, layer) => {
    if (layer === last && outputs === 1) return [];
    const isOutput = layer === last;
    const radius = layer === 0 ? 0.8 * r : isOutput ? Math.min(r, 22 * k) : r;
    const spread =
      layer === 0 && count <= 3
        ? Math.min(0.34 * height, 190 * k)
        : count <= 2
          ? Math.min(0.46 * height, 220 * k)
          : Infinity;
    const step = Math.min(spread, (height - 66 * k) / count);
    const fitting = Math.min(radius, step / 2 - 1);
    return Array.from({ length: count }, (_, unit) => ({
      x: columns[layer]!,
      y: middle + (unit - (count - 1) / 2) * step - 4 * k,
      r: Math.max(2, fitting),
    }));
  });
  return {
    units,
    columns,
    plane,
    captions: height - 34 * k,
    captioned: r >= SMALLEST_CAPTIONED * k,
  };
}

export interface Curve {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** From a unit to one of the next layer, or to the plane's edge. layer: of the end, inputs are 0. */
export function curveOf(layout: Layout, layer: number, from: number, to: number, k: number): Curve {
  const start = layout.units[layer - 1]![from]!;
  const x0 = start.x + start.r + 1;
  const ends = layout.units[layer]!;
  if (ends.length > 0) {
    const end = ends[to]!;
    return { x0, y0: start.y, x1: end.x - end.r - 1, y1: end.y };
  }
  const { plane } = layout;
  const count = layout.units[layer - 1]!.length;
  const step = Math.min(16 * k, (0.8 * plane.size) / count);
  const y1 = plane.y + plane.size / 2 + (from - (count - 1) / 2) * step;
  return { x0, y0: start.y, x1: plane.x - 1, y1 };
}

/** A cubic with horizontal tangents. */
export function pathOf({ x0, y0, x1, y1 }: Curve): string {
  const bend = (x1 - x0) / 2;
  const n = (value: number) => value.toFixed(1);
  return `M${n(x0)} ${n(y0)}C${n(x0 + bend)} ${n(y0)} ${n(x1 - bend)} ${n(y1)} ${n(x1)} ${n(y1)}`;
}

/** A point of the cubic, and a label's place beside it, `away` from the line. */
export function besides({ x0, y0, x1, y1 }: Curve, share: number, away: number): [number, number] {
  const at = (part: number): [number, number] => {
    const u = 1 - part;
    const bend = (x1 - x0) / 2;
    const early = u * u * u + 3 * u * u * part;
    const late = 3 * u * part * part + part ** 3;
    const x =
      u ** 3 * x0 +
      3 * u * u * part * (x0 + bend) +
      3 * u * part * part * (x1 - bend) +
      part ** 3 * x1;
    return [x, early * y0 + late * y1];
  };
  const [x, y] = at(share);
  const [ax, ay] = at(share - 0.02);
  const [bx, by] = at(share + 0.02);
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const slope = (by - ay) / length;
  const distance = away + 15 * Math.abs(slope);
  return [x + distance * slope, y - (distance * (bx - ax)) / length];
}

/** Width of an edge: of the weight against the largest of all. */
export const widthOf = (weight: number, largest: number, k: number): number =>
  Number.isFinite(weight) ? (0.9 + (5.2 * Math.abs(weight)) / (largest || 1)) * k : 0.9 * k;
