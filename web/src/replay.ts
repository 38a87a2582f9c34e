/**
 * What a replay page holds, as `replay.py` writes it: answers to questions and pictures at some
 * moments. What is the same at all moments is written once, and each number that is not is a column.
 */
import { flatCopy, read, type Frame, type Tensor } from "./frames";
import { bytesOf } from "./link";
import type { AnyAnswer, Look, Path, Replay, Unfold, WeightExplained, WhyNumber } from "./protocol";
import { nearestNumber } from "./recorded-numbers";
import type { Question } from "./questions";

const ARRAY = -1; // in place of the number of a form
const NONE = -1; // in place of a term
const UNFOLD = "unfold ";
const FINENESS = 16; // in so many steps of a picture's numbers the neighbours' foretelling is off

/** The answer to `frame`. */
interface Numbers extends Arrays {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number | null;
  readonly score: number | null;
}

interface Arrays {
  readonly floats: Readonly<Record<string, { shape: number[]; values: (number | null)[] }>>;
}

/** What a recording can answer: about a network, or about a model of any layers. */
export type Asked = Question | WhyNumber | Unfold;

export class Recording {
  readonly #columns: Float32Array; // one after the other, each of all moments
  readonly #pictures: Int16Array; // of all moments
  readonly #film: Tensor<Int16Array> | undefined;
  readonly #steady: ReadonlyMap<string, Tensor<Float32Array>>; // the same at all moments

  private constructor(
    readonly head: Replay,
    arrays: ReturnType<typeof read>["arrays"],
  ) {
    const bytes = (name: string) => arrays.get(name) as Tensor<Uint8Array>;
    this.#columns = new Float32Array(joined(bytes("columns")).buffer);
    this.#pictures = new Int16Array(joined(bytes("pictures")).buffer);
    if (arrays.has("film")) {
      const [, ...shape] = bytes("film").shape;
      this.#film = summed({ shape, values: new Int16Array(joined(bytes("film")).buffer) });
    }
    const steady = [...arrays].filter(([, { values }]) => values instanceof Float32Array);
    this.#steady = new Map(steady) as ReadonlyMap<string, Tensor<Float32Array>>;
  }

  /** Read a recording. base64: of its deflated bytes. Rejects where it is damaged. */
  static async of(base64: string): Promise<Recording> {
    const deflated = new Blob([bytesOf(base64)]).stream();
    const stream = deflated.pipeThrough(new DecompressionStream("deflate-raw"));
    const { header, arrays } = read<Replay>(await new Response(stream).arrayBuffer());
    return new Recording(header, arrays);
  }

  /** The cards whose operations are in the recording. */
  get unfolding(): ReadonlySet<string> {
    const keys = Object.keys(this.head.answers).filter((key) => key.startsWith(UNFOLD));
    return new Set(keys.map((key) => key.slice(UNFOLD.length)));
  }

  /** The answer at a moment; undefined where it is not in the recording. */
  answer(question: Asked, moment: number): AnyAnswer | undefined {
    const key = keyOf(question, this.head);
    const found = this.#answer(key, moment) ?? this.#nearest(question, moment);
    const answer = found as AnyAnswer | undefined;
    return answer?.type === "weight-explained" ? multiplied(answer) : answer;
  }

  /** What a session would send at a moment. looking: at a layer of a model. */
  frame(moment: number, playing: boolean, looking?: Look): Frame {
    const { step, epoch, loss, score } = this.#answer("frame", moment) as Numbers;
    const found = new Map(this.#steady);
    for (const key of ["frame", ...keysOf(looking)]) {
      const { floats = {} } = (this.#answer(key, moment) as Arrays | undefined) ?? {};
      for (const [name, { shape, values }] of Object.entries(floats))
        found.set(name, { shape, values: Float32Array.from(values, (value) => value ?? Number.NaN) });
    }
    const pictures = new Map(this.#film && [["film", this.#film]]);
    const size = this.#pictures.length / this.head.steps.length;
    for (const { name, shape, offset } of this.head.pictures) {
      const start = moment * size + offset;
      const length = shape.reduce((product, each) => product * each, 1);
      const values = this.#pictures.subarray(start, start + length);
      pictures.set(name, summed({ shape, values }));
    }
    const header = { step, epoch, loss, score, playing, pieces: [] };
    return { header, floats: found, pictures };
  }

  /** The number that is explained beside one that is not. */
  #nearest(question: Asked, moment: number): unknown {
    if (question.type !== "why-number") return undefined;
    const key = nearestNumber(Object.keys(this.head.answers), question);
    return key === undefined ? undefined : this.#answer(key, moment);
  }

  #answer(key: string, moment: number): unknown {
    const terms = this.head.answers[key];
    const term = terms?.[moment] ?? terms?.[0] ?? NONE;
    return term === NONE ? undefined : this.#tree(term, moment);
  }

  #tree(number: number, moment: number): unknown {
    const term = this.head.terms[number]!;
    if (typeof term === "string" || typeof term === "boolean") return term;
    if (typeof term === "number") return this.#leaf(term, moment);
    const [form, ...places] = term;
    const parts = places.map((place) => this.#tree(place, moment));
    if (form === ARRAY) return parts;
    return Object.fromEntries(this.head.forms[form!]!.map((name, place) => [name, parts[place]]));
  }

  #leaf(column: number, moment: number): string | number | null {
    if (column < 0) return this.head.texts[-column - 1]![moment]!;
    const value = this.#columns[column * this.head.steps.length + moment]!;
    return Number.isFinite(value) ? value : null;
  }
}

/** The name under which a question's answers are kept. */
export function keyOf(question: Asked, { opened, rows }: Pick<Replay, "opened" | "rows">): string {
  switch (question.type) {
    case "why-layer":
      return `why-layer ${question.layer}`;
    case "why-row":
      return `why-row ${question.row}`;
    case "why-weight":
      return `why-weight ${question.variable} ${String(question.index)} ${question.row ?? "all"}`;
    case "why-number":
      return `why-number ${question.name} ${String(question.index)}`;
    case "unfold":
      return UNFOLD + question.card;
    case "why-unit": {
      const x = opened.type === "opened" ? opened.points.x : [];
      const row = rows.find((each) => String(x[each]) === String(question.point));
      return `why-unit ${question.layer} ${question.unit} ${row}`;
    }
  }
}

/** The names of the numbers of what is looked at in a model. */
function keysOf(looking: Look | undefined): string[] {
  if (!looking) return [];
  const { card, row, node } = looking;
  return [`card ${card}`, `card ${card} ${row}`, `node ${node} ${row}`];
}

/** With each path's product, the largest first. */
function multiplied(why: WeightExplained): WeightExplained {
  const size = ({ product }: Path) => Math.abs(product ?? Number.NaN);
  const paths = why.paths.map((path) => {
    const product = path.factors.reduce((so_far, { value }) => so_far * (value ?? Number.NaN), 1);
    return { ...path, product: Number.isFinite(product) ? product : null };
  });
  return { ...why, paths: paths.sort((one, other) => size(other) - size(one)) };
}

/** Numbers of which the first bytes stand first, then the second ones, and so on. */
function joined({ shape: [width = 0], values }: Tensor<Uint8Array>): Uint8Array<ArrayBuffer> {
  const count = values.length / width;
  const bytes = new Uint8Array(values.length);
  for (let place = 0; place < count; place++)
    for (let byte = 0; byte < width; byte++) bytes[place * width + byte] = values[byte * count + place]!;
  return bytes;
}

/** Pictures from what is left of each pixel when its neighbours foretell it. */
function summed(differences: Tensor<Int16Array>): Tensor<Int16Array> {
  const { shape, values } = flatCopy(differences);
  const [height, width] = shape.slice(-2) as [number, number];
  for (let place = 0; place < values.length; place++)
    if (place % width > 0) values[place]! += values[place - 1]!;
  for (let place = 0; place < values.length; place++)
    if (Math.floor(place / width) % height > 0) values[place]! += values[place - width]!;
  return { shape, values: values.map((value) => value * FINENESS) };
}
