// The guide beside a page: how far it was followed, what its open step asks for, what it points at.

import type {
  AnyRequest,
  Condition,
  GuideChecked,
  Guided,
  GuideTaken,
  PageState,
  Place,
  StepShown,
} from "../protocol";

const PAUSE = 250; // milliseconds between two questions while numbers change
const PATIENCE = 8_000; // for an answer

class Guide {
  taken = $state.raw<GuideTaken | null>(null);
  /** How far a person is; null where no guide is followed. */
  guided = $state.raw<Guided | null>(null);
  /** What the open step asks for, as far as the server has said so. */
  conditions = $state.raw<readonly Condition[]>([]);
  /** The places that the mouse or the focus points at, in the program or in a step. */
  pointed = $state.raw<readonly Place[]>([]);
  /** Whether the page does the open step for a person. */
  isShowing = $state(false);
  send: (request: AnyRequest) => boolean = () => false;
  note: (fields: Partial<PageState>) => void = () => {};
  /** Do what a step shows; training goes on until it is done. */
  perform: (requests: StepShown["requests"]) => void = () => {};
  rest: () => void = () => {};
  /** What was shown is over, or a person has stopped it. */
  ended: () => void = () => {};
  touch: (place: Place) => void = () => {};
  #selected: Place | null = null;
  #asked = 0; // when the question under way was asked; 0 for none
  #last = 0; // when the last one was
  #isStale = false;
  #timer = 0;
  // How often a person has gone on, opened or closed it; as far as the server has heard, and when
  // the question under way was asked.
  #changes = 0;
  #heard = 0;
  #said = 0;

  readonly step = $derived(this.guided ? (this.taken?.steps[this.guided.step] ?? null) : null);
  readonly isDone = $derived(
    this.guided !== null && this.guided.done.includes(this.guided.step),
  );
  /** Whether it has its place on the page; what stands there may be on its way. */
  readonly isOpen = $derived(this.guided?.is_open ?? false);

  // What a person does ------------------------------------------------------------------------------

  go(step: number): void {
    this.#set({ step });
  }

  /** A step that the page cannot check. */
  read(): void {
    if (this.guided) this.#set({ done: withStep(this.guided.done, this.guided.step) });
  }

  /** From its first step, with nothing done. */
  restart(): void {
    this.#set({ step: 0, done: [] });
  }

  setOpen(is_open: boolean): void {
    this.pointed = [];
    this.#set({ is_open });
  }

  show(): void {
    this.isShowing = this.send({ type: "show-step" });
  }

  stop(): void {
    if (!this.isShowing) return;
    this.isShowing = false;
    this.ended();
  }

  /** What is touched in the room beside the guide. */
  select(place: Place | null): void {
    if (JSON.stringify(place) === JSON.stringify(this.#selected)) return;
    this.#selected = place;
    this.#ask();
  }

  isPointed(what: Place["what"]): boolean {
    return this.pointed.some((place) => place.what === what);
  }

  #set(fields: Partial<Guided>): void {
    if (!this.guided) return;
    if (this.isShowing) this.rest();
    this.#changes++;
    this.guided = { ...this.guided, ...fields };
    this.note({ guide: this.guided });
    if (fields.step !== undefined) this.conditions = [];
    this.#last = 0; // at once: this is how the server knows of it
    this.#ask();
  }

  // What is asked -----------------------------------------------------------------------------------

  /** The session is as it is now; what a person did meanwhile, it has yet to hear. */
  opened(given: Guided | null): void {
    const isBehind = this.#heard < this.#changes && given?.name === this.guided?.name;
    const guided = isBehind ? this.guided : given;
    const isOther = guided?.step !== this.guided?.step || guided?.name !== this.guided?.name;
    if (isOther) this.conditions = [];
    this.guided = guided;
    if (this.taken?.name !== guided?.name) this.taken = null;
    if (guided && !this.taken) this.send({ type: "take-guide" });
    this.#ask();
  }

  /** A connection is there: perhaps another server, or another language. */
  connected(): void {
    this.#asked = 0;
    if (this.guided) this.send({ type: "take-guide" });
  }

  /** Newer numbers are shown. */
  frameCame(): void {
    if (this.isOpen && !this.isDone) this.#ask();
  }

  /** Ask whether the open step is done, or soon. */
  #ask(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const isBusy = this.#asked > 0 && now - this.#asked < PATIENCE;
    this.#isStale = isBusy;
    if (isBusy || !this.guided || !this.taken) return;
    const wait = this.#last + PAUSE - now;
    if (wait > 0) {
      this.#timer = window.setTimeout(() => this.#ask(), wait);
      return;
    }
    this.#last = now;
    const { guided } = this;
    const asked = this.send({ type: "check-guide", guided, selected: this.#selected });
    this.#asked = asked ? now : 0;
    this.#said = this.#changes;
  }

  // What comes --------------------------------------------------------------------------------------

  answered(answer: GuideTaken | GuideChecked | StepShown): void {
    if (answer.type === "guide-taken") {
      this.taken = answer;
      this.conditions = [];
      this.#ask();
    } else if (answer.type === "guide-checked") this.#checked(answer);
    else if (this.isShowing) {
      this.perform(answer.requests);
      this.isShowing = answer.requests.some((request) => request.type === "play");
      if (answer.select) this.touch(answer.select);
    }
  }

  #checked(answer: GuideChecked): void {
    this.#heard = this.#said;
    this.#asked = 0;
    const { guided } = this;
    if (!guided || guided.name !== answer.guided.name) return;
    if (guided.step === answer.guided.step) {
      this.conditions = answer.conditions;
      const isNew = answer.guided.done.includes(guided.step) && !this.isDone;
      if (isNew) {
        this.guided = { ...guided, done: withStep(guided.done, guided.step) };
        this.note({ guide: this.guided });
        if (this.isShowing) this.rest();
      }
    }
    if (this.#isStale) this.#ask();
  }

  failed(): void {
    this.#asked = 0;
    this.stop();
    // A guide that this server does not have leaves its place to the settings.
    if (this.guided && !this.taken) this.guided = { ...this.guided, is_open: false };
  }
}

const withStep = (done: readonly number[], step: number): readonly number[] =>
  [...new Set([...done, step])].sort((a, b) => a - b);

export const guide = new Guide();
