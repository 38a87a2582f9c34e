// Small pictures of the built-in datasets, drawn by a rule of thumb: what each looks like.

export interface Dot {
  readonly x: number; // −1 … 1
  readonly y: number;
  readonly label: number;
}

type Rule = (along: number, label: number, place: number) => readonly [number, number];

const TURN = 2 * Math.PI;

const RULES: Readonly<Record<string, Rule>> = {
  moons: (along, label) => {
    const angle = (along * TURN) / 2;
    return label
      ? [0.25 - 0.5 * Math.cos(angle), 0.25 - 0.6 * Math.sin(angle)]
      : [0.5 * Math.cos(angle) - 0.25, 0.6 * Math.sin(angle) - 0.25];
  },
  circles: (along, label) => {
    const r = label ? 0.3 : 0.75;
    return [r * Math.cos(along * TURN), r * Math.sin(along * TURN)];
  },
  spiral: (along, label) => {
    const r = 0.1 + 0.75 * along;
    const angle = 4.6 * along + (label * TURN) / 2;
    return [r * Math.cos(angle), r * Math.sin(angle)];
  },
  blobs: (along, label, place) => {
    const [x, y] = [
      [-0.45, -0.35],
      [0.45, -0.3],
      [0, 0.5],
    ][label] ?? [0, 0];
    return [x! + 0.22 * along * Math.cos(2.4 * place), y! + 0.22 * along * Math.sin(2.4 * place)];
  },
  "xor-cloud": (along, label, place) => {
    const side = place % 4 < 2 ? 1 : -1;
    const up = label ? -side : side;
    return [
      0.45 * side + 0.3 * along * Math.cos(2.4 * place),
      0.45 * up + 0.3 * along * Math.sin(2.4 * place),
    ];
  },
};

/** Truth tables: the label of each of the four corners. */
const GATES: Readonly<Record<string, readonly number[]>> = {
  and: [0, 0, 0, 1],
  or: [0, 1, 1, 1],
  nand: [1, 1, 1, 0],
  nor: [1, 0, 0, 0],
  xor: [0, 1, 1, 0],
  xnor: [1, 0, 0, 1],
};

export function dotsOf(name: string): Dot[] {
  const gate = GATES[name];
  if (gate)
    return gate.map((label, place) => ({
      x: place & 2 ? 0.5 : -0.5,
      y: place & 1 ? 0.5 : -0.5,
      label,
    }));
  const rule = RULES[name];
  if (!rule) return [];
  const classes = name === "blobs" ? 3 : 2;
  return Array.from({ length: 54 }, (_, place) => {
    const label = place % classes;
    const along = (((place * 0.618034) % 1) + 1) % 1;
    const [x, y] = rule(along, label, place);
    return { x, y, label };
  });
}
