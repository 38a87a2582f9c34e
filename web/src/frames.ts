/**
 * Frames: the newest numbers and pictures of a session as one piece of bytes, as `frames.py` writes
 * it: the header's length (4 bytes, little-endian), the header as JSON, and the arrays, each at a
 * multiple of 4, so that a typed array is a view of the message itself.
 */
import type { Header } from "./protocol";

/** An array of numbers, row by row. */
export interface Tensor<Values> {
  readonly shape: readonly number[];
  readonly values: Values;
}

/** What a frame shows: `floats` holds weights and curves, `pictures` those of units; both by name. */
export interface Frame {
  readonly header: Header;
  readonly floats: ReadonlyMap<string, Tensor<Float32Array>>;
  readonly pictures: ReadonlyMap<string, Tensor<Int16Array>>;
}

/** Read a frame without a copy. Throws where it is none. */
export function decode(frame: ArrayBuffer): Frame {
  const length = new DataView(frame).getUint32(0, true);
  const header = JSON.parse(utf8.decode(new Uint8Array(frame, 4, length))) as Header;
  const floats = new Map<string, Tensor<Float32Array>>();
  const pictures = new Map<string, Tensor<Int16Array>>();
  for (const { name, kind, shape, offset } of header.pieces) {
    const start = 4 + length + offset;
    const count = shape.reduce((product, size) => product * size, 1);
    if (kind === "float32") {
      floats.set(name, { shape, values: new Float32Array(frame, start, count) });
    } else {
      pictures.set(name, { shape, values: new Int16Array(frame, start, count) });
    }
  }
  return { header, floats, pictures };
}

/** A picture that outlives its frame's bytes. */
export const flatCopy = ({ shape, values }: Tensor<Int16Array>): Tensor<Int16Array> => ({
  shape,
  values: values.slice(),
});

const utf8 = new TextDecoder();
