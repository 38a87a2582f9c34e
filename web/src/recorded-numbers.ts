/** Which number a recording explains in place of one that it does not. */
import type { WhyNumber } from "./protocol";

const STEP = /\[(\d+)\]/; // of a recurrent layer's node: lstm[3]/lstm_cell/output

interface Place {
  readonly key: string;
  readonly name: string; // without the step
  readonly index: readonly number[]; // with the step behind
}

function placeOf(key: string, name: string, index: readonly number[]): Place {
  const step = STEP.exec(name)?.[1];
  return { key, name: name.replace(STEP, "[]"), index: step ? [...index, Number(step)] : index };
}

/** The key of the nearest number of the same array and row; undefined where there is none. */
export function nearestNumber(keys: readonly string[], asked: WhyNumber): string | undefined {
  const wanted = placeOf("", asked.name, asked.index);
  const found = keys
    .filter((key) => key.startsWith("why-number "))
    .map((key) => {
      const [, name = "", index = ""] = key.split(" ");
      return placeOf(key, name, index === "" ? [] : index.split(",").map(Number));
    })
    .filter(({ name, index }) => name === wanted.name && index.length === wanted.index.length);
  // The first axis counts most: of a layer's numbers it is the rows.
  const far = ({ index }: Place) =>
    index.reduce((sum, at, axis) => sum + Math.abs(at - wanted.index[axis]!) * (axis === 0 ? 1e6 : 1), 0);
  return found.sort((one, other) => far(one) - far(other))[0]?.key;
}
