// A weight set by hand: the newest value, no faster than frames come back.

import { studio } from "../studio.svelte";

class Knob {
  #next: { variable: string; index: readonly number[]; value: number } | undefined;
  #waits = false;

  set(variable: string, index: readonly number[], value: number): void {
    this.#next = { variable, index, value };
    if (!this.#waits) this.#send();
  }

  /** A frame is shown. */
  drawn(): void {
    this.#waits = false;
    this.#send();
  }

  #send(): void {
    if (!this.#next) return;
    studio.still({ type: "set-weight", ...this.#next });
    this.#next = undefined;
    this.#waits = true;
  }
}

export const knob = new Knob();
