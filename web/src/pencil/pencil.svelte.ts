// What the Pencil room shows, and what it asks the server for: one question at a time, the newest.
import type {
  AnyRequest,
  Derivative,
  Derive,
  Derived,
  Evaluate,
  Evaluated,
  FormulaTraced,
  Misread,
  Pencil,
  PencilNumbers,
  TraceFormula,
} from "../protocol";

type PencilRequest = Derive | Evaluate | TraceFormula;
type PencilAnswer = Derived | Evaluated | FormulaTraced | Misread;

const FAR = 1e6;
const PATIENCE = 15_000; // for an answer: a formula's graph is compiled when it is traced first

/** What decides the symbols, and what the graph. */
const formulaOf = ({ formula, wrt }: Pencil) => JSON.stringify([formula, wrt]);
const pointOf = ({ formula, point }: Pencil) => JSON.stringify([formula, point]);

class PencilRoom {
  /** The last that could be used; its numbers are shown. */
  pencil = $state.raw<Pencil | null>(null);
  derivative = $state.raw<Derivative | null>(null);
  numbers = $state.raw<PencilNumbers | null>(null);
  /** Of the formula at the point; of the point before until the newer one is there. */
  graph = $state.raw<FormulaTraced | null>(null);
  fault = $state.raw<Misread | null>(null);
  send: (request: AnyRequest) => boolean = () => false;
  note: (pencil: Pencil) => void = () => {};
  #wanted: Pencil | null = null;
  #asked: PencilRequest | null = null;
  #since = 0;
  /** Whether what is shown is in the page's language, and of this session. */
  #isCurrent = false;
  #traced = "";

  /** Show this, if it is not shown yet. */
  open(pencil: Pencil): void {
    if (this.#wanted) this.#next();
    else if (!this.#isCurrent || JSON.stringify(pencil) !== JSON.stringify(this.pencil))
      this.#want(pencil);
  }

  /** What a change is made to: also while the last one is not answered yet. */
  get #newest(): Pencil | null {
    return this.#wanted ?? this.#asked?.pencil ?? this.pencil;
  }

  /** Another point, step or part of the axis. */
  change(fields: Partial<Pencil>): void {
    const now = this.#newest;
    if (now) this.#want({ ...now, ...fields });
  }

  setValue(letter: string, value: number | string): void {
    const point = this.#newest?.point ?? [];
    // A number that no drawing shows is read as a person wrote it: the server says what is wrong.
    if (typeof value === "number" && Math.abs(value) > FAR) value = String(value);
    this.change({ point: point.map(([name, old]) => [name, name === letter ? value : old]) });
  }

  /** Another function: the drawing's ends and the step are chosen anew. */
  derive(fields: Partial<Pencil>): void {
    this.change({ ...fields, across: null, h: null });
  }

  /** The connection is new: what was asked for is not answered any more, and is asked for again. */
  reset(): void {
    this.#wanted ??= this.#asked?.pencil ?? null;
    this.#asked = null;
    this.#isCurrent = false;
    this.fault = null; // in another language it reads otherwise
    this.#traced = "";
  }

  #want(pencil: Pencil): void {
    this.#wanted = pencil;
    this.#next();
  }

  #next(): void {
    if (this.#asked && performance.now() - this.#since < PATIENCE) return;
    const [wanted, now] = [this.#wanted, this.pencil];
    this.#wanted = null;
    if (wanted) {
      const isSame = now && this.#isCurrent && formulaOf(wanted) === formulaOf(now);
      this.#ask({ type: isSame ? "evaluate" : "derive", pencil: wanted });
    } else if (now && this.#isCurrent && pointOf(now) !== this.#traced)
      this.#ask({ type: "trace-formula", pencil: now });
  }

  /** Ask; what cannot be sent now is asked for when the connection is there again. */
  #ask(request: PencilRequest): void {
    this.#since = performance.now();
    this.#asked = this.send(request) ? request : null;
    if (!this.#asked) this.#wanted = request.pencil;
  }

  answered(answer: PencilAnswer): void {
    const asked = this.#asked;
    this.#asked = null;
    if (answer.type === "misread") {
      this.fault = answer;
    } else if (answer.type === "formula-traced") {
      this.graph = answer;
    } else {
      if (answer.type === "derived") this.derivative = answer.derivative;
      this.#isCurrent = true;
      this.pencil = answer.pencil;
      this.numbers = answer.numbers;
      this.fault = null;
      this.note(answer.pencil);
    }
    // One that cannot be traced is not asked for again and again.
    if (asked?.type === "trace-formula") this.#traced = pointOf(asked.pencil);
    this.#next();
  }

  /** Something could not be done. Returns whether it was asked for here. */
  failed(): boolean {
    const asked = this.#asked;
    if (!asked) return false;
    this.#asked = null;
    if (asked.type === "trace-formula") {
      this.#traced = pointOf(asked.pencil);
      this.graph = null;
    }
    this.#next();
    return asked.type === "trace-formula";
  }
}

export const room = new PencilRoom();
