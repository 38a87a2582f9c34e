// Where a number of a shown array stands in its node.
import type { Part } from "../protocol";

/** A number of the trace. */
export interface NumberName {
  readonly name: string;
  readonly index: readonly number[];
}

/** Every nth number along an axis is shown, n = ⌈size / size that is shown⌉. */
export function stepOf(size: number, shown: number): number {
  return shown > 0 ? Math.ceil(size / shown) : 1;
}

/** The place in the whole array of a place in the one that is shown. */
export function wholeIndex(
  index: readonly number[],
  shown: readonly number[],
  shape: readonly number[],
): number[] {
  return index.map((each, axis) => each * stepOf(shape[axis] ?? 1, shown[axis] ?? 1));
}

/** The number of a part, at a place in the numbers of one row. */
export function numberOf(part: Part, row: number, index: readonly number[]): NumberName {
  if (part.node.includes("{}")) {
    const [step = 0, ...rest] = index;
    return { name: part.node.replace("{}", String(step)), index: [row, ...rest] };
  }
  if (part.row_axis < 0) return { name: part.node, index };
  return { name: part.node, index: [...Array<number>(part.row_axis).fill(0), row, ...index] };
}

/** `conv2d/kernel[0, 1, 0, 2]`. */
export function written({ name, index }: NumberName): string {
  return index.length > 0 ? `${name}[${index.join(", ")}]` : name;
}

/**
 * What a formula of a number's gradient calls its node: the last part of its name, as the node's own
 * formula calls its operands; a weight's whole name, as such formulas have their layers.
 */
export function subjectOf({ name, formula }: { name: string; formula: string }): string {
  return formula ? name.slice(name.lastIndexOf("/") + 1) : name;
}

const LONG = 30; // characters that have room

/** The same where there is little room: `lstm[3]/…/add_2[45, 2]`. */
export function briefly(number: NumberName): string {
  const parts = number.name.split("/");
  if (parts.length < 3 || written(number).length <= LONG) return written(number);
  return written({ ...number, name: `${parts[0]}/…/${parts.at(-1)}` });
}

/** Places of a flat array in an array of a shape. */
export function unravelled(place: number, shape: readonly number[]): number[] {
  const found: number[] = [];
  let rest = place;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    found.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return found;
}

/** `26×26×16`; `1` for a single number. */
export const shapeText = (shape: readonly number[]): string => shape.join("×") || "1";
