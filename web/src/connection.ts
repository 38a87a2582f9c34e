/**
 * The way to the page's session: a channel that is opened anew after it was lost.
 *
 * The server sends one frame for each `ready`, always the newest, and the page asks for one while
 * it draws another: one that draws slowly, or is hidden, gets fewer of them and is never far behind.
 */
import { decode, type Frame } from "./frames";
import type { Channel, Host } from "./host";
import type { AnyAnswer, AnyRequest, PageState } from "./protocol";
import type { Language } from "./texts";

/** What is told to a page. */
export interface Listener {
  answer(answer: AnyAnswer): void;
  /** Called in an animation frame: draw. */
  frame(frame: Frame): void;
  /** Whether requests arrive: after the session has answered, until the connection is lost. */
  connected(isConnected: boolean): void;
  /** No more pages are let in, for a reason; or the session has gone, for none. */
  turnedAway(why: string): void;
}

const FIRST_PAUSE = 250; // milliseconds before the connection is tried anew
const LONGEST_PAUSE = 8_000;
const PATIENT = 5; // tries, before a page says that its session has gone

export class Connection {
  #channel: Channel | null = null;
  #pause = FIRST_PAUSE;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isConnected = false;
  #failures = 0; // since it was connected
  #known: PageState | null = null;
  readonly #frames: (ArrayBuffer | Frame)[] = []; // to be drawn: at most two

  /** Connects at once. */
  constructor(
    private readonly listener: Listener,
    private readonly host: Pick<Host, "connect">,
    private language: Language,
  ) {
    this.#open();
  }

  /** Send a request; false if the connection is lost, and the request with it. */
  send(request: AnyRequest): boolean {
    if (this.#isConnected) this.#channel?.send(JSON.stringify(request));
    return this.#isConnected;
  }

  /** Bring the session to a state, with its step and what was set by hand. */
  restore(state: PageState): void {
    this.send({ type: "restore", state });
  }

  /** What a request of a room's own has changed in the session's state. */
  note(fields: Partial<PageState>): void {
    if (this.#known) this.#known = { ...this.#known, ...fields };
  }

  /** Get the answers in another language from now on. The session stays. */
  speak(language: Language): void {
    this.language = language;
    this.#set(false); // nothing can be sent through a channel that is closing
    this.#channel?.close();
  }

  /** Leave for good. */
  close(): void {
    clearTimeout(this.#timer);
    const channel = this.#channel;
    this.#channel = null;
    channel?.close();
  }

  #open(): void {
    const channel = this.host.connect(this.language, {
      came: (data) => {
        if (typeof data === "string") this.#answered(JSON.parse(data) as AnyAnswer);
        else this.#frameCame(data);
      },
      closed: (why) => {
        if (why) this.listener.turnedAway(why);
        this.#closed(channel, why);
      },
    });
    this.#channel = channel;
  }

  #closed(channel: Channel, why: string): void {
    this.#set(false);
    if (channel !== this.#channel) return; // `close` was called
    // Who was turned away knows why.
    this.#failures = why ? PATIENT : this.#failures + 1;
    if (this.#failures === PATIENT && !why) this.listener.turnedAway("");
    this.#timer = setTimeout(() => this.#open(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }

  #answered(answer: AnyAnswer): void {
    const known = this.#known;
    if (answer.type === "opened") this.#known = answer.state;
    this.listener.answer(answer);
    const isOpening = answer.type === "opened" || answer.type === "model-opened";
    if (isOpening && !this.#isConnected) {
      this.#pause = FIRST_PAUSE;
      this.#failures = 0;
      this.#set(true);
      if (answer.type === "opened" && known && hasForgotten(answer.state, known))
        this.restore(known);
      this.send({ type: "ready" });
    }
  }

  #frameCame(data: ArrayBuffer | Frame): void {
    this.#frames.push(data);
    if (this.#frames.length === 1) this.#drawNext();
  }

  /** Draw the oldest frame in the next animation frame; meanwhile the server makes another. */
  #drawNext(): void {
    requestAnimationFrame(() => this.#draw());
    this.send({ type: "ready" });
  }

  #draw(): void {
    const next = this.#frames.shift()!;
    const frame = next instanceof ArrayBuffer ? decode(next) : next;
    if (this.#frames.length > 0) this.#drawNext();
    if (this.#known) this.#known = { ...this.#known, step: frame.header.step };
    this.listener.frame(frame);
  }

  #set(isConnected: boolean): void {
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    this.listener.connected(isConnected);
  }
}

/** Whether a session is not the one that was known: the server was started anew. */
function hasForgotten(found: PageState, known: PageState): boolean {
  const settings = (state: PageState) => JSON.stringify({ ...state, step: 0, edits: [] });
  return (
    settings(found) !== settings(known) ||
    found.step < known.step ||
    found.edits.length < known.edits.length
  );
}
