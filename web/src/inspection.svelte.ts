// What was touched, and the server's answers to "why?".

import { host, type Touched } from "./host";
import { placeOf, variableOf, type WeightPlace } from "./names";
import type {
  AnyRequest,
  LayerExplained,
  LayerShape,
  Node,
  Opened,
  RowExplained,
  UnitExplained,
  WeightExplained,
} from "./protocol";
import { questionsFor, type Probe, type Question, type Selection } from "./questions";
import { placeOn, walkOf, type Stop, type Way } from "./walk";

const PLAYING_PAUSE = 250; // milliseconds between two rounds of questions while training goes on
const PATIENCE = 8_000; // for an answer

type Answer = WeightExplained | UnitExplained | LayerExplained | RowExplained;

class Inspection {
  selection = $state.raw<Selection | null>(null);
  probe = $state.raw<Probe | null>(null);
  /** The selected weight, through the probed row. */
  weight = $state.raw<WeightExplained | null>(null);
  /** The same through all rows. */
  whole = $state.raw<WeightExplained | null>(null);
  /** Why the selected weight cannot be explained. */
  refusal = $state("");
  /** Each unit that was asked about at the probed point. `layer,unit`, 1 for the first hidden one. */
  units = $state.raw<Readonly<Record<string, UnitExplained>>>({});
  /** The probed row's way through the network and back. */
  passed = $state.raw<RowExplained | null>(null);
  /** The rows as the selected layer has them. */
  seen = $state.raw<LayerExplained | null>(null);
  /** Whether a unit's output is explained, or the gradient that comes back to it. */
  way = $state<Way>("forward");
  /** Units of the path that is pointed at. */
  lit = $state.raw<readonly (readonly [number, number])[] | null>(null);
  /** Whether a person has found that numbers can be touched. */
  wasUsed = $state(false);
  /** The unit that is pointed at: the plane shows its picture. */
  peek = $state.raw<readonly [layer: number, unit: number] | null>(null);
  send: (request: AnyRequest) => boolean = () => false;
  layers = $state.raw<readonly LayerShape[]>([]);
  #x: Opened["points"]["x"] = [];
  #y: Opened["points"]["y"] = [];
  #queue: Question[] = [];
  #question: Question | undefined;
  #asked = 0; // when the question under way was asked; 0 for none
  #round = 0; // when the last round began
  #isStale = false;
  #isPlaying = false;
  #timer = 0;

  // What a person touches -------------------------------------------------------------------------

  select(selection: Selection | null): void {
    if (selection) this.wasUsed = true;
    this.selection = selection;
    this.refusal = "";
    this.weight = this.whole = this.seen = null;
    this.lit = null;
    if (selection && selection.kind !== "layer" && !this.probe) this.probeRow(this.#tellingRow());
    else this.ask();
  }

  /** A row whose inputs are not 0, for which every path is. */
  #tellingRow(): number {
    const rows = this.rows;
    return rows.find((row) => this.#x[row]?.every((value) => value !== 0)) ?? rows[0] ?? 0;
  }

  /** The rows that can be asked about. */
  get rows(): readonly number[] {
    return host.recorded?.rows ?? this.#x.map((_, row) => row);
  }

  selectWeight(place: WeightPlace): void {
    this.select({ kind: "weight", ...variableOf(this.layers, place) });
  }

  probeRow(row: number): void {
    const point = this.#x[row];
    if (point) this.#ask({ row, point: point.map((value) => value ?? 0) });
  }

  probePoint(point: readonly number[]): void {
    this.#ask({ row: undefined, point });
  }

  /** A point alone asks for what the network makes of it. */
  #ask(probe: Probe): void {
    this.probe = probe;
    this.weight = this.passed = null;
    if (probe.row === undefined) this.way = "forward"; // no target, no gradient
    const label = this.#y[probe.row ?? -1] ?? 0;
    const outputs = this.layers.at(-1)?.units ?? 1;
    this.selection ??= {
      kind: "unit",
      layer: this.layers.length,
      unit: label < outputs && outputs > 1 ? label : 0,
    };
    this.ask();
  }

  forgetProbe(): void {
    this.probe = null;
    this.passed = null;
    this.units = {};
    this.weight = this.whole = null;
  }

  /** The selected weight's place. */
  get place(): WeightPlace | undefined {
    const chosen = this.selection;
    return chosen?.kind === "weight"
      ? placeOf(this.layers, chosen.variable, chosen.index)
      : undefined;
  }

  /** What is selected, by the names of the network. */
  get touched(): Touched | null {
    const chosen = this.selection;
    if (!chosen) return null;
    if (chosen.kind === "weight") return [chosen.variable, chosen.index];
    const layer = this.layers[chosen.layer - 1]?.name ?? "input";
    return [layer, chosen.kind === "unit" ? [chosen.unit] : []];
  }

  // A row's way ---------------------------------------------------------------------------------

  #walk = $derived(walkOf(this.layers));

  /** Where on a row's way there and back the selected unit is: its number from 1, of how many. */
  get stop(): readonly [number: number, of: number] | undefined {
    const chosen = this.selection;
    if (chosen?.kind !== "unit") return undefined;
    const number = placeOn(this.#walk, { ...chosen, way: this.way });
    return number < 0 ? undefined : [number + 1, this.#walk.length];
  }

  /** Go on along a row's way by some steps. */
  walk(steps: number): void {
    const now = this.stop;
    const next: Stop | undefined = now && this.#walk[now[0] - 1 + steps];
    if (!next) return;
    this.way = next.way;
    this.select({ kind: "unit", layer: next.layer, unit: next.unit });
  }

  turn(way: Way): void {
    this.way = way;
  }

  /** What comes back to a unit, as far as the way back has been gone. */
  node(layer: number, unit: number): Node | undefined {
    if (this.way !== "backward" || !this.passed) return undefined;
    const own = placeOn(this.#walk, { layer, unit, way: "backward" });
    const isReached = this.stop !== undefined && own >= 0 && own < this.stop[0];
    return isReached ? this.passed.layers[layer - 1]?.[unit] : undefined;
  }

  // What is asked ---------------------------------------------------------------------------------

  /** Ask anew; what is not answered yet is asked no more. */
  ask(): void {
    this.#isStale = false;
    this.#queue = questionsFor(this.selection, this.place, this.probe, this.layers);
    this.#round = performance.now();
    this.#next();
  }

  /** Newer numbers are shown: what is asked about has other answers now. */
  frameCame(playing: boolean): void {
    this.#isStale = true;
    this.#isPlaying = playing;
    this.#askAgain();
  }

  #askAgain(): void {
    if (!this.#isStale || this.#isBusy) return;
    const since = performance.now() - this.#round;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(
      () => this.#isStale && this.ask(),
      this.#isPlaying ? Math.max(0, PLAYING_PAUSE - since) : 0,
    );
  }

  get #isBusy(): boolean {
    return this.#asked > 0 && performance.now() - this.#asked < PATIENCE;
  }

  #next(): void {
    if (this.#isBusy) return;
    const question = this.#queue.shift();
    this.#question = question;
    this.#asked = question && this.send(question) ? performance.now() : 0;
    if (!question) this.#askAgain();
  }

  // What comes ------------------------------------------------------------------------------------

  answered(answer: Answer): void {
    if (answer.type === "unit-explained") {
      const isCurrent = answer.point.every((value, place) => value === this.probe?.point[place]);
      const key = `${answer.layer + 1},${answer.unit}`;
      if (isCurrent) this.units = { ...this.units, [key]: answer };
    } else if (answer.type === "row-explained") {
      if (answer.row === this.probe?.row) this.passed = answer;
    } else if (answer.type === "layer-explained") {
      const chosen = this.selection;
      if (chosen?.kind === "layer" && chosen.layer === answer.layer + 1) this.seen = answer;
    } else if (this.#isSelected(answer)) {
      this.refusal = "";
      if (answer.row === null) this.whole = answer;
      if (answer.row === (this.probe?.row ?? null)) this.weight = answer;
    }
    this.#answered();
  }

  /** The question under way has its answer. */
  #answered(): void {
    this.#asked = 0;
    this.#next();
  }

  /** Something could not be done. Returns whether it was the question under way. */
  failed(reason: string): boolean {
    if (this.#asked === 0) return false;
    if (this.#question?.type === "why-weight") this.refusal = reason;
    this.#answered();
    return true;
  }

  #isSelected({ variable, index }: WeightExplained): boolean {
    const chosen = this.selection;
    return (
      chosen?.kind === "weight" &&
      chosen.variable === variable &&
      String(chosen.index) === String(index)
    );
  }

  reset(): void {
    this.#queue = [];
    this.#asked = 0;
  }

  opened(opened: Opened): void {
    this.layers = opened.layers;
    this.#x = opened.points.x;
    this.#y = opened.points.y;
    this.units = {};
    this.weight = this.whole = this.passed = null;
    const chosen = this.selection;
    if (chosen?.kind === "weight" && !this.#exists(this.place)) this.selection = null;
    if (chosen?.kind === "layer" && chosen.layer > this.layers.length) this.selection = null;
    if (chosen?.kind === "unit" && chosen.unit >= (this.layers[chosen.layer - 1]?.units ?? 0))
      this.selection = null;
    if (this.probe && this.probe.point.length !== opened.points.features.length) this.probe = null;
    this.ask();
  }

  #exists(place: WeightPlace | undefined): boolean {
    const units = (layer: number) =>
      layer === 0 ? (this.#x[0]?.length ?? 0) : (this.layers[layer - 1]?.units ?? 0);
    return (
      place !== undefined &&
      place.to < units(place.layer) &&
      (place.from ?? 0) < units(place.layer - 1)
    );
  }

  // What is read ----------------------------------------------------------------------------------

  /** A unit's output at the probed point; undefined where it is not known. layer: 0 for inputs. */
  output(layer: number, unit: number): number | undefined {
    if (layer === 0) return this.probe?.point[unit];
    const own = this.units[`${layer},${unit}`]?.output;
    const next = Object.values(this.units).find((each) => each.layer === layer)?.terms[unit]?.input;
    return next ?? own ?? undefined;
  }
}

export const inspection = new Inspection();
