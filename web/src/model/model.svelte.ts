// What is looked at in a model of any layers, and what the server says about it.
import { host, type Touched } from "../host";
import type {
  AnyRequest,
  LayerCard,
  ModelOpened,
  NumberExplained,
  OperationsListed,
  Place,
} from "../protocol";
import { cardOf, numberAt } from "./guiding";
import type { NumberName } from "./places";

class Look {
  opened = $state.raw<ModelOpened | null>(null);
  card = $state("");
  row = $state(0);
  /** The node of an unfolded card whose numbers are shown. */
  node = $state<string | null>(null);
  number = $state.raw<NumberExplained | null>(null);
  operations = $state.raw<OperationsListed | null>(null);
  refusal = $state("");
  /** The number that was asked for. */
  asked = $state.raw<NumberName | null>(null);
  /** The same, until the server has answered. */
  waiting = $state.raw<NumberName | null>(null);
  /** The card that the mouse or the focus points at. */
  peek = $state("");
  #isUnfolding = false;
  #shown = -1; // the step that `number` is of
  send: (request: AnyRequest) => boolean = () => false;

  get chosen(): LayerCard | undefined {
    return this.opened?.cards.find(({ name }) => name === this.card);
  }

  /** What is looked at: a number, or a card. */
  get touched(): Touched | null {
    if (this.number) return [this.number.name, this.number.index];
    return this.card ? [this.card, []] : null;
  }

  /** The rows that can be looked at. */
  get rows(): readonly number[] {
    return host.recorded?.rows ?? Array.from({ length: this.opened?.rows ?? 1 }, (_, row) => row);
  }

  /** A model has come: the first, a mended one, or the same one after the connection was lost. */
  open(opened: ModelOpened): void {
    const isKnown = opened.cards.some(({ name }) => name === this.card);
    this.opened = opened;
    if (!isKnown) {
      const first = opened.cards.find(({ view }) => view !== "input") ?? opened.cards[0];
      this.card = first?.name ?? "";
      this.row = this.rows[0] ?? 0;
      this.node = null;
      this.number = this.operations = null;
      this.asked = null;
    }
    this.#look();
    if (this.operations) this.send({ type: "unfold", card: this.card });
    if (this.asked) this.why(this.asked);
  }

  /** What a guide speaks of. */
  touch(place: Place): void {
    const cards = this.opened?.cards ?? [];
    const card = cardOf(place, cards);
    if (!card) return;
    this.choose(card);
    const number = numberAt(place, cards, this.row);
    if (number) this.why(number);
  }

  choose(card: string): void {
    if (card === this.card) return;
    this.card = card;
    this.node = null;
    this.operations = null;
    this.refusal = "";
    this.#look();
  }

  goToRow(row: number): void {
    const far = (each: number) => Math.abs(each - row);
    this.row = this.rows.reduce((best, each) => (far(each) < far(best) ? each : best), this.row);
    this.#look();
  }

  /** Show the numbers of an unfolded card's node. */
  lookAt(node: string | null): void {
    this.node = node;
    this.#look();
  }

  /** Unfold the card to its operations, or fold it again. */
  unfold(): void {
    if (this.operations) {
      this.operations = null;
      this.lookAt(null);
    } else this.#isUnfolding = this.send({ type: "unfold", card: this.card });
  }

  /** Why is this number what it is? */
  why(asked: NumberName | null): void {
    this.asked = asked;
    this.refusal = "";
    this.waiting = asked;
    if (asked) this.send({ type: "why-number", name: asked.name, index: asked.index });
    else this.number = null;
  }

  setWeight(value: number): void {
    const number = this.number;
    if (!number) return;
    this.send({ type: "set-weight", variable: number.name, index: number.index, value });
    this.why(number);
  }

  answered(answer: NumberExplained | OperationsListed): void {
    if (answer.type === "operations-listed") {
      this.#isUnfolding = false;
      if (answer.card === this.card) this.operations = answer;
      return;
    }
    if (!this.asked) return;
    this.number = answer;
    this.waiting = null;
    this.#shown = answer.step;
  }

  /** Whether a failure is the answer to a question of this room. */
  failed(reason: string): boolean {
    if (!this.waiting && !this.#isUnfolding) return false;
    this.refusal = reason;
    if (this.waiting) this.waiting = this.asked = null;
    this.#isUnfolding = false;
    return true;
  }

  /** Numbers are explained anew where training rests. */
  frameCame(step: number, playing: boolean): void {
    if (playing || !this.asked || step === this.#shown) return;
    this.#shown = step;
    this.why(this.asked);
  }

  #look(): void {
    this.send({ type: "look", card: this.card || null, row: this.row, node: this.node });
  }
}

export const look = new Look();
