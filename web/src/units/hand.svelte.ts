// Units set by hand: what a person wants them to be, and what the server says that they answer.

import type { AnyRequest, HandUnits, OneUnit, UnitsTried } from "../protocol";
import { isSame, type Place } from "./edits";

export type Explained = "proof" | "layer" | "hidden";

class Hand {
  /** What was answered last. */
  tried = $state.raw<UnitsTried | null>(null);
  /** What was set since. */
  #wanted = $state.raw<HandUnits | null>(null);
  proof = $state.raw<OneUnit | null>(null);
  /** The number that is pointed at, wherever it is shown. */
  lit = $state.raw<Place | null>(null);
  /** The row of the truth table that is pointed at: the network shows its numbers. */
  row = $state<number | null>(null);
  /** The hidden unit whose picture the plane shows. */
  peek = $state<number | null>(null);
  /** What is explained between the weights and the table. */
  explained = $state<Explained | null>(null);
  send: (request: AnyRequest) => boolean = () => false;
  /** Called with the units that the server has now. */
  kept: (units: HandUnits) => void = () => undefined;
  #waits = false;
  #asked = ""; // the gate that was asked about

  /** The units as the controls show them. */
  get units(): HandUnits | null {
    return this.#wanted ?? this.tried?.units ?? null;
  }

  /** Take the units of a state that was opened. */
  open(units: HandUnits): void {
    const isOwn = this.#wanted !== null || (this.tried && isSame(this.tried.units, units));
    if (!isOwn) this.set(units);
  }

  /** Set the units: the newest are tried, no faster than answers come back. */
  set(units: HandUnits): void {
    this.#wanted = units;
    if (!this.#waits) this.#try();
  }

  #try(): void {
    if (this.#wanted) this.#waits = this.send({ type: "try-units", units: this.#wanted });
  }

  takeKnown(gate: HandUnits["gate"]): void {
    this.#wanted = null;
    this.#waits = this.send({ type: "take-known", gate });
  }

  /** Ask once for each gate. */
  askProof(gate: HandUnits["gate"]): void {
    if (this.#asked === gate) return;
    this.#asked = this.send({ type: "can-one-unit", gate }) ? gate : "";
  }

  answered(answer: UnitsTried | OneUnit): void {
    if (answer.type === "one-unit") {
      this.proof = answer;
      return;
    }
    this.tried = answer;
    this.#waits = false;
    this.kept(answer.units);
    if (this.#wanted && !isSame(this.#wanted, answer.units)) this.#try();
    else this.#wanted = null;
  }

  /** Something could not be done: what is shown is the server's. */
  failed(): void {
    this.#waits = false;
    this.#wanted = null;
  }

  /** The connection is new: nothing is under way, and what was said may be in another language. */
  reset(): void {
    this.failed();
    this.proof = null;
    this.#asked = "";
  }
}

export const hand = new Hand();
