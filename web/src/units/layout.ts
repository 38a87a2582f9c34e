// Where units set by hand are drawn: as a trained network's, with more room for the plane.

import type { Layout } from "../drawing/geometry";

const LEFT = 350; // of the inputs' column: the choices stand before it
const MARGIN = 32;
const GAP = 24; // below each unit, for its bias

export interface Stage {
  readonly width: number;
  readonly height: number;
  readonly k: number;
  readonly hidden: number;
  /** Whether the choices stand before the network. */
  readonly beside: boolean;
}

export function handLayout({ width, height, k, hidden, beside }: Stage): Layout {
  const size = Math.max(140, Math.min(height - 10 * k, 0.36 * width));
  const plane = { x: width - MARGIN * k - size, y: (height - size) / 2, size };
  const left = beside ? Math.min(LEFT * k, 0.34 * width) : 76 * k;
  const middle = height / 2;
  const column = (count: number, x: number, r: number, most: number) => {
    const step = Math.min(most, (height - 8 * k) / count);
    const fitting = Math.max(4, Math.min(r, (step - GAP * k) / 2));
    const lift = count > 2 ? GAP * k * 0.4 : 0; // the last unit's bias is inside
    return Array.from({ length: count }, (_, place) => ({
      x,
      y: middle + (place - (count - 1) / 2) * step - lift,
      r: fitting,
    }));
  };
  const between = left + 0.47 * (plane.x - left);
  const units = [
    column(2, left, 24 * k, Math.min(150 * k, 0.42 * height)),
    ...(hidden ? [column(hidden, between, 44 * k, 176 * k)] : []),
    [],
  ];
  return {
    units,
    columns: [left, ...(hidden ? [between] : []), plane.x + size / 2],
    plane,
    captions: height,
    captioned: true,
  };
}
