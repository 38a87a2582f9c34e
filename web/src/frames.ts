/**
 * Frames: the newest numbers and pictures of a session as one piece of bytes, as `frames.py` writes
 * it: the header's length (4 bytes, little-endian), the header as JSON, and the arrays, each at a
 * multiple of 4, so that a typed array is a view of the message itself.
 */
import type { Header, Piece } from "./protocol";

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
  const { header, arrays } = read<Header>(frame);
  const floats = new Map<string, Tensor<Float32Array>>();
  const pictures = new Map<string, Tensor<Int16Array>>();
  for (const [name, { shape, values }] of arrays) {
    if (values instanceof Float32Array) floats.set(name, { shape, values });
    if (values instanceof Int16Array) pictures.set(name, { shape, values });
  }
  return { header, floats, pictures };
}

const KINDS: Readonly<Record<string, typeof Float32Array | typeof Int16Array | typeof Uint8Array>> = {
  float32: Float32Array,
  int16: Int16Array,
  uint8: Uint8Array,
};
type Numbers = Float32Array | Int16Array | Uint8Array;

/** A header and the arrays behind it, which are views of the bytes. */
export function read<Head extends { readonly pieces: readonly Piece[] }>(
  bytes: ArrayBuffer,
): { header: Head; arrays: Map<string, Tensor<Numbers>> } {
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(utf8.decode(new Uint8Array(bytes, 4, length))) as Head;
  const arrays = new Map<string, Tensor<Numbers>>();
  for (const { name, kind, shape, offset } of header.pieces) {
    const count = shape.reduce((product, size) => product * size, 1);
    arrays.set(name, { shape, values: new KINDS[kind]!(bytes, 4 + length + offset, count) });
  }
  return { header, arrays };
}

/** A picture that outlives its frame's bytes. */
export const flatCopy = ({ shape, values }: Tensor<Int16Array>): Tensor<Int16Array> => ({
  shape,
  values: values.slice(),
});

const utf8 = new TextDecoder();
