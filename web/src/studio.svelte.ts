// What the page knows of its session, and what it asks of it.

import { flushSync } from "svelte";

import { Connection } from "./connection";
import type { Frame, Tensor } from "./frames";
import { guide } from "./guide/guide.svelte";
import { attach } from "./guide/host";
import { host } from "./host";
import { inspection } from "./inspection.svelte";
import { keepLast, lastState, withEdit } from "./last";
import { decodeState } from "./link";
import { look as layers } from "./model/model.svelte";
import { room as pencil } from "./pencil/pencil.svelte";
import type {
  AnyAnswer,
  AnyRequest,
  Diagnosed,
  ModelOpened,
  Opened,
  PageState,
  WeightEdit,
} from "./protocol";
import { t } from "./speech.svelte";
import type { Language } from "./texts";
import { hand } from "./units/hand.svelte";

/** What has steps and epochs. */
export type Timed = Pick<Opened, "steps_per_epoch">;

export interface Film {
  readonly pictures: Tensor<Int16Array>; // [moments, outputs, 32, 32]
  readonly steps: Float32Array;
}

/** What is not of the network. */
const OF_THE_PAGE = new Set(["room", "units", "pencil", "guide", "learning_rate", "plane", "held"]);
const PATIENCE = 1_000; // milliseconds until the server does what was pressed

class Studio {
  opened = $state.raw<Opened | null>(null);
  /** A model of any layers, where the session has one in place of a network to shape. */
  model = $state.raw<ModelOpened | null>(null);
  /** The state that was asked for, until the server has answered. */
  wanted = $state.raw<PageState | null>(null);
  #asked: PageState | null = null;
  frame = $state.raw<Frame | null>(null);
  film = $state.raw<Film | null>(null);
  playing = $state(false);
  /** Steps a second; null for as many as the machine can. */
  speed = $state<number | null>(60);
  connected = $state(false);
  /** Field of the state -> why the last change of it was refused. */
  refused = $state.raw<Readonly<Record<string, string>>>({});
  failure = $state("");
  /** The data of the last change, if they were refused. */
  rejected = $state.raw<PageState["data"] | null>(null);
  /** The state in which a person left the page, if the server does not know it. */
  offer = $state.raw<PageState | null>(null);
  /** Why the server lets no more pages in. */
  turnedAway = $state("");
  diagnosed = $state.raw<Diagnosed | null>(null);
  diagnosing = $state(false);
  #connection: Connection | undefined;
  #waiting: ((opened: Opened) => void)[] = [];
  /** Whether nothing has come for a while: a new network is compiled when it is trained first. */
  isPreparing = $state(false);
  #preparing = 0;
  #pressed = -PATIENCE; // when play or pause was
  #linkFault = "";
  #linked: PageState | undefined;

  async start(language: Language): Promise<void> {
    if (host.recorded) this.speed = host.recorded.speeds[1] ?? host.recorded.speeds[0]!;
    else await this.#readLink();
    const listener = {
      answer: (answer: AnyAnswer) => this.#answered(answer),
      frame: (frame: Frame) => this.#frameCame(frame),
      connected: (is: boolean) => this.#connectedNow(is),
      turnedAway: (why: string) => (this.turnedAway = why || t("server-gone")),
    };
    this.#connection = new Connection(listener, host, language);
  }

  /** The state that the page's address carries, if it does. */
  async #readLink(): Promise<void> {
    const state = location.hash.length > 1 ? await decodeState(location.hash) : undefined;
    if (state instanceof Error) this.#linkFault = t("link-unreadable");
    else this.#linked = state;
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  }

  /** A recording has answers in no language. */
  speak(language: Language): void {
    if (!host.recorded) this.#connection?.speak(language);
  }

  #expectFrame(): void {
    clearTimeout(this.#preparing);
    if (host.recorded) return;
    // At one step a second frames are far apart.
    const pause = this.speed === null ? 0 : 1000 / this.speed;
    this.#preparing = window.setTimeout(() => (this.isPreparing = this.playing), 700 + pause);
  }

  send(request: AnyRequest): boolean {
    const state = this.opened?.state;
    if (request.type === "set-weight" && state) {
      const { variable, index, value } = request;
      const step = this.frame?.header.step ?? 0;
      const edit: WeightEdit = { type: "weight", step, variable, index, value };
      this.note({ edits: withEdit(state.edits, edit) });
    }
    return this.#connection?.send(request) ?? false;
  }

  // What comes -----------------------------------------------------------------------------------

  #answered(answer: AnyAnswer): void {
    switch (answer.type) {
      case "opened":
        this.#open(answer);
        break;
      case "model-opened":
        this.model = answer;
        this.failure = "";
        guide.opened(answer.guide);
        if (this.connected) layers.open(answer);
        break;
      case "operations-listed":
      case "number-explained":
        layers.answered(answer);
        break;
      case "refused":
        this.refused = answer.fields;
        this.rejected = "data" in answer.fields ? (this.#asked?.data ?? null) : null;
        this.#changed();
        break;
      case "units-tried":
      case "one-unit":
        hand.answered(answer);
        break;
      case "failed":
        hand.failed();
        guide.failed();
        if (pencil.failed() || layers.failed(answer.reason) || inspection.failed(answer.reason)) break;
        this.failure = answer.reason;
        this.wanted = this.#asked = null;
        this.diagnosing = false;
        break;
      case "guide-taken":
      case "guide-checked":
      case "step-shown":
        guide.answered(answer);
        break;
      case "diagnosed":
        this.diagnosed = answer;
        this.diagnosing = false;
        break;
      case "weight-explained":
      case "unit-explained":
      case "layer-explained":
      case "row-explained":
        inspection.answered(answer);
        break;
      default:
        pencil.answered(answer);
    }
  }

  #frameCame(frame: Frame): void {
    this.frame = frame;
    clearTimeout(this.#preparing);
    this.isPreparing = false;
    if (frame.header.playing) this.#expectFrame();
    // A frame under way when a person presses pause says otherwise; a recording has none on the way.
    if (host.recorded || performance.now() - this.#pressed > PATIENCE)
      this.playing = frame.header.playing;
    const pictures = frame.pictures.get("film");
    const steps = frame.floats.get("film_steps")?.values;
    if (pictures && steps) this.film = { pictures, steps };
    const state = this.opened?.state;
    if (state && !host.recorded) keepLast({ ...state, step: frame.header.step }, performance.now(), !frame.header.playing);
    flushSync(); // `ready` is sent after this: what it shows must be drawn
    inspection.frameCame(frame.header.playing);
    layers.frameCame(frame.header.step, frame.header.playing);
    guide.frameCame();
  }

  #connectedNow(is: boolean): void {
    this.connected = is;
    if (is) this.turnedAway = "";
    this.wanted = this.#asked = null;
    if (is && this.model) layers.open(this.model);
    inspection.reset();
    hand.reset();
    pencil.reset();
    if (!is) return;
    guide.connected();
    if (this.#linked) this.#connection?.restore(this.#linked);
    this.#linked = undefined;
    if (this.playing) this.play(); // the connection was lost, or another language chosen
  }

  #open(opened: Opened): void {
    const before = this.opened;
    if (!before && !this.#linked && !host.recorded) this.offer = lastState(opened.state) ?? null;
    this.opened = opened;
    this.refused = {};
    this.rejected = null;
    this.failure = this.#linkFault; // of the page's own address: said once, after it has opened
    this.#linkFault = "";
    this.#changed();
    if (JSON.stringify(before?.state.data) !== JSON.stringify(opened.state.data))
      inspection.forgetProbe();
    inspection.opened(opened);
    guide.opened(opened.state.guide);
    this.#waiting.splice(0).forEach((each) => each(opened));
  }

  // What is asked for ----------------------------------------------------------------------------

  /** Change fields of the state. */
  change(fields: Partial<PageState>): void {
    if (!this.opened) return;
    this.failure = "";
    const isTraining = Object.keys(fields).some((name) => !OF_THE_PAGE.has(name));
    if (isTraining) this.diagnosed = null;
    this.wanted = { ...(this.wanted ?? this.opened.state), ...fields };
    if (!this.#asked) this.#ask();
  }

  #ask(): void {
    this.#asked = this.wanted;
    if (this.wanted && !this.send({ type: "change", state: this.wanted }))
      this.wanted = this.#asked = null;
  }

  /** The last change was made or refused; what was wanted meanwhile is next. */
  #changed(): void {
    const isNewer = this.wanted !== this.#asked;
    this.#asked = null;
    if (isNewer) this.#ask();
    else this.wanted = null;
  }

  /** Other rows: what has no meaning for them is the default again. rows: how many, if known. */
  changeData(data: PageState["data"], rows?: number): void {
    const size = this.opened?.state.batch_size ?? null;
    const fits = rows !== undefined && size !== null && size <= rows;
    this.change({ data, loss: null, batch_size: fits ? size : null, plane: [0, 1], held: [] });
  }

  /** The room that is shown: where a person goes, before the server has said so. */
  get room(): PageState["room"] {
    return (this.wanted ?? this.opened?.state)?.room ?? "train";
  }

  /** Go to another room; training goes on. */
  enter(room: PageState["room"]): void {
    this.change({ room });
  }

  /** What a room's own request has changed in the state. */
  note(fields: Partial<PageState>): void {
    if (!this.opened) return;
    this.opened = { ...this.opened, state: { ...this.opened.state, ...fields } };
    this.#connection?.note(fields);
  }

  play(): void {
    this.offer = null;
    this.#pressed = performance.now();
    this.playing = true;
    this.#expectFrame();
    this.send({ type: "play", steps_per_second: this.speed });
  }

  pause(): void {
    guide.stop();
    this.#pressed = performance.now();
    this.playing = false;
    this.send({ type: "pause" });
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  setSpeed(speed: number | null): void {
    this.speed = speed;
    if (this.playing) this.play();
  }

  /** What is done to a network at rest. */
  still(request: AnyRequest): void {
    if (this.playing) this.pause();
    this.send(request);
  }

  /** Go to a state with its step and the weights set by hand. */
  restore(state: PageState): void {
    this.failure = "";
    this.offer = null;
    this.#connection?.restore(state);
  }

  diagnose(seconds?: number): void {
    this.diagnosing = this.send({ type: "diagnose", ...(seconds && { seconds }) });
  }

  /** The state as the server has it, with the step and the weights set by hand. */
  current(): Promise<PageState> {
    const state = this.opened!.state;
    return new Promise((resolve) => {
      this.#waiting.push((opened) => resolve(opened.state));
      this.send({ type: "change", state });
    });
  }
}

export const studio = new Studio();
inspection.send = hand.send = pencil.send = layers.send = (request) => studio.send(request);
hand.kept = (units) => studio.note({ units });
attach(studio);
pencil.note = (noted) => studio.note({ pencil: noted });
