// Points that a person draws: kept here, and sent a moment after the last stroke.

import { inspection } from "../inspection.svelte";
import { MOST_POINTS, type Drawn } from "../protocol";
import { studio } from "../studio.svelte";
import type { View } from "./view";

const PAUSE = 250; // milliseconds
const BLANK: View = { left: -1.5, right: 1.5, bottom: -1.5, top: 1.5 };

const MOVES = 32; // of the pen from side to side
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly label: number;
}

class Draft {
  isOpen = $state(false);
  dots = $state.raw<readonly Dot[]>([]);
  label = $state(1);
  erases = $state(false);
  view = $state.raw<View>(BLANK);
  /** Where the keyboard draws; null until an arrow is pressed. */
  pen = $state.raw<readonly [number, number] | null>(null);
  #timer = 0;

  readonly classes = $derived(Math.max(1, ...this.dots.map((dot) => dot.label)) + 1);

  /** Draw on an empty plane, or on what was drawn before. */
  open(): void {
    const data = studio.opened?.state.data;
    this.dots =
      data?.type === "drawn"
        ? data.points.map(([x, y], place) => ({ x, y, label: data.labels[place] ?? 0 }))
        : [];
    const reach =
      1.15 * Math.max(1.3, ...this.dots.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
    this.view = { left: -reach, right: reach, bottom: -reach, top: reach };
    this.label = 1;
    this.erases = false;
    this.pen = null;
    this.isOpen = true;
    inspection.select(null);
    if (studio.playing) studio.pause();
  }

  close(): void {
    this.isOpen = false;
  }

  add(x: number, y: number): void {
    if (this.dots.length >= MOST_POINTS) return;
    const rounded = (value: number) => Number(value.toFixed(4));
    this.dots = [...this.dots, { x: rounded(x), y: rounded(y), label: this.label }];
    this.#send();
  }

  /** Erase what lies within a distance. */
  erase(x: number, y: number, distance: number): void {
    const kept = this.dots.filter((dot) => Math.hypot(dot.x - x, dot.y - y) > distance);
    if (kept.length === this.dots.length) return;
    this.dots = kept;
    this.#send();
  }

  /** Arrows move the pen, Enter draws, Delete erases. Returns whether the key was one of these. */
  key(key: string, near: number): boolean {
    const width = this.view.right - this.view.left;
    const [x, y] = this.pen ?? [0, 0];
    const move = ARROWS[key];
    if (move) {
      const inside = (value: number) => Math.max(this.view.left, Math.min(this.view.right, value));
      this.pen = [inside(x + (move[0] * width) / MOVES), inside(y + (move[1] * width) / MOVES)];
    } else if (key === "Enter" && this.erases) this.erase(x, y, near * width);
    else if (key === "Enter") this.add(x, y);
    else if (key === "Delete" || key === "Backspace") this.erase(x, y, near * width);
    else return false;
    return true;
  }

  clear(): void {
    this.dots = [];
    this.erases = false;
  }

  /** Whether there is something to learn. */
  get isEnough(): boolean {
    return this.dots.length >= 2 && new Set(this.dots.map((dot) => dot.label)).size >= 2;
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (!this.isEnough) return;
      const data: Drawn = {
        type: "drawn",
        points: this.dots.map(({ x, y }) => [x, y] as const),
        labels: this.dots.map(({ label }) => label),
      };
      studio.changeData(data, this.dots.length);
    }, PAUSE);
  }
}

export const draft = new Draft();
