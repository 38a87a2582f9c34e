// Numbers of a picture → colours: tables of 256 entries, little-endian RGBA.

export const NEUTRAL = 128; // the entry of 0
/** The most positive number of a picture, 0 is neutral, and −MOST the most negative. */
export const MOST = 32_767;
export const MOST_CLASSES = 10;
const GAMMA = 1.15; // keeps what is nearly neutral pale

type Rgb = readonly [number, number, number];

/** `#rgb` or `#rrggbb`. */
export function rgb(text: string): Rgb {
  const digits = text.trim().replace("#", "");
  const full = digits.length === 3 ? [...digits].map((each) => each + each).join("") : digits;
  const value = Number.parseInt(full, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** `from` for 0, `to` for 1. */
export function mixed(from: Rgb, to: Rgb, share: number): number {
  const part = (place: 0 | 1 | 2) => Math.round(from[place] + (to[place] - from[place]) * share);
  return ((255 << 24) | (part(2) << 16) | (part(1) << 8) | part(0)) >>> 0;
}

/** The entry of a table for a number of a picture. */
export function entryOf(value: number): number {
  return NEUTRAL + (value >> 8);
}

/** Of numbers from −MOST to MOST. */
export function divergingTable(negative: Rgb, neutral: Rgb, positive: Rgb): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const value = Math.max(-1, (byte - NEUTRAL) / 127);
    return mixed(neutral, value < 0 ? negative : positive, Math.abs(value) ** GAMMA);
  });
}

/** One class' colour by its probability, of `classes` that exclude each other. */
export function classTable(neutral: Rgb, colour: Rgb, classes: number): Uint32Array {
  const least = 1 / classes; // of the largest probability
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const probability = 0.5 + (byte - NEUTRAL) / 254;
    const share = Math.min(1, Math.max(0, (probability - least) / (1 - least)));
    return mixed(neutral, colour, share ** GAMMA);
  });
}

/** What canvases draw with: the theme's colours, read from the style sheet. */
export interface Palette {
  readonly ink: string;
  readonly ink2: string;
  readonly background: string;
  readonly ring: string;
  readonly hover: string;
  readonly classes: readonly string[]; // of points
  readonly diverging: Uint32Array;
  classTables(classes: number): readonly Uint32Array[];
}

export function readPalette(read: (name: string) => string): Palette {
  const negative = rgb(read("--surface-negative"));
  const neutral = rgb(read("--surface-neutral"));
  const positive = rgb(read("--surface-positive"));
  const numbers = Array.from({ length: MOST_CLASSES }, (_, number) => number);
  return {
    ink: read("--ink"),
    ink2: read("--ink2"),
    background: read("--bg"),
    ring: read("--ring"),
    hover: read("--hover"),
    classes: numbers.map((number) => read(`--class${number}`)),
    diverging: divergingTable(negative, neutral, positive),
    classTables: (classes) =>
      numbers
        .slice(0, classes)
        .map((number) => classTable(neutral, rgb(read(`--surface${number}`)), classes)),
  };
}
