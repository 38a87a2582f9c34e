/** A page in a file of its own, which holds a recording: nothing is computed. */
import type { Channel, Hearing, Host, Recorded } from "../host";
import type { AnyAnswer, AnyRequest, Look } from "../protocol";
import { Recording, type Asked } from "../replay";
import { t } from "../speech.svelte";
import type { Language } from "../texts";

const SECONDS = [60, 20, 7] as const; // for the whole recording to be played
const PAUSE = 16; // milliseconds between two looks at the clock, at least

/** A recording that is played: the moment that is shown stays while languages change. */
export class Player implements Host {
  readonly page = "replay";
  readonly addresses = undefined;
  readonly recorded: Recorded;
  readonly #recording: Recording;
  #moment: number;

  constructor(recording: Recording) {
    const { command, rows, steps } = recording.head;
    this.#recording = recording;
    this.#moment = steps.length - 1;
    const end = Math.max(1, steps.at(-1) ?? 1);
    const speeds = [...new Set(SECONDS.map((seconds) => rounded(end / seconds)))];
    this.recorded = { command, rows, steps, speeds, unfolding: recording.unfolding };
  }

  /** Resolves when the recording is read. base64: of its deflated bytes. */
  static async of(base64: string): Promise<Player> {
    return new Player(await Recording.of(base64));
  }

  connect(_: Language, hearing: Hearing): Channel {
    const playing = new Playing(this.#recording, hearing, this.#moment, (moment) => {
      this.#moment = moment;
    });
    return {
      send: (text) => playing.asked(JSON.parse(text) as AnyRequest),
      close: () => {
        playing.stop();
        hearing.closed("");
      },
    };
  }

  messages(language: Language): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve(this.#recording.head.messages[language] ?? {});
  }
}

/** One channel: answers what is asked, and shows moment after moment while it plays. */
class Playing {
  readonly #steps: readonly number[];
  #isReady = false;
  #isChanged = true;
  #looking: Look | undefined;
  #speed: number | undefined; // steps a second, while it plays
  #began = { time: 0, step: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly recording: Recording,
    private readonly hearing: Hearing,
    private moment: number,
    private readonly moved: (moment: number) => void,
  ) {
    this.#steps = recording.head.steps;
    this.#answer(this.#opened());
  }

  asked(request: AnyRequest): void {
    switch (request.type) {
      case "ready":
        this.#isReady = true;
        break;
      case "play":
        this.#play(request.steps_per_second ?? this.#steps.at(-1)!);
        break;
      case "pause":
        this.stop();
        break;
      case "step":
        this.#show(this.moment + 1);
        break;
      case "rewind":
        this.#show(0);
        break;
      case "seek":
        this.#show(nearest(this.#steps, request.step));
        break;
      case "why-weight":
      case "why-unit":
      case "why-layer":
      case "why-row":
      case "why-number":
      case "unfold":
        this.#explain(request);
        break;
      case "look":
        this.#looking = request;
        this.#isChanged = true;
        break;
      default: // the page offers nothing that changes the network
        this.#answer(this.#opened());
    }
    this.#send();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#speed = undefined;
    this.#isChanged = true;
  }

  #opened(): AnyAnswer {
    const { opened } = this.recording.head;
    if (opened.type === "model-opened") return opened;
    return { ...opened, state: { ...opened.state, step: this.#steps[this.moment]! } };
  }

  #explain(question: Asked): void {
    const found = this.recording.answer(question, this.moment);
    this.#answer(found ?? { type: "failed", reason: t("recorded-not") });
  }

  /** From the beginning, where it is at its end. */
  #play(speed: number): void {
    this.stop();
    if (this.moment === this.#steps.length - 1) this.#show(0);
    this.#speed = speed;
    this.#began = { time: performance.now(), step: this.#steps[this.moment]! };
    this.#tick();
  }

  #tick(): void {
    const speed = this.#speed!;
    const due = this.#began.step + ((performance.now() - this.#began.time) / 1000) * speed;
    const moment = this.#steps.findLastIndex((step) => step <= due);
    if (moment > this.moment) this.#show(moment);
    const next = this.#steps[this.moment + 1];
    if (next === undefined) this.stop();
    else this.#timer = setTimeout(() => this.#tick(), Math.max(PAUSE, ((next - due) / speed) * 1000));
    this.#send();
  }

  #show(moment: number): void {
    this.moment = Math.min(moment, this.#steps.length - 1);
    this.moved(this.moment);
    this.#isChanged = true;
  }

  #send(): void {
    if (!this.#isReady || !this.#isChanged) return;
    this.#isReady = this.#isChanged = false;
    const frame = this.recording.frame(this.moment, this.#speed !== undefined, this.#looking);
    queueMicrotask(() => this.hearing.came(frame));
  }

  /** After the request was sent, as from a server. */
  #answer(answer: AnyAnswer): void {
    queueMicrotask(() => this.hearing.came(JSON.stringify(answer)));
  }
}

/** The place of the step that is nearest. */
export function nearest(steps: readonly number[], wanted: number): number {
  const far = steps.map((step) => Math.abs(step - wanted));
  return far.indexOf(Math.min(...far));
}

/** To one digit: 3 of 3.3, 20 of 16.7; at least 1. */
export function rounded(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return Math.max(1, Math.round(value / unit) * unit);
}
