/**
 * The way to the page's session: a WebSocket that comes back after it was lost.
 *
 * The server sends one frame for each `ready`, always the newest, and the page asks for one while
 * it draws another: one that draws slowly, or is hidden, gets fewer of them and is never far behind.
 */
import { decode, type Frame } from "./frames";
import type { AnyAnswer, AnyRequest, PageState } from "./protocol";
import type { Language } from "./texts";

/** What is told to a page. */
export interface Listener {
  answer(answer: AnyAnswer): void;
  /** Called in an animation frame: draw. */
  frame(frame: Frame): void;
  /** Whether requests arrive: after the session has answered, until the connection is lost. */
  connected(isConnected: boolean): void;
  /** The server lets no more pages in, for a reason; or it has gone, for none. */
  turnedAway(why: string): void;
}

const FIRST_PAUSE = 250; // milliseconds before the connection is tried anew
const LONGEST_PAUSE = 8_000;
const PATIENT = 5; // tries, before a page says that its server has gone
const TRY_LATER = 1013; // a WebSocket's code

export class Connection {
  #socket: WebSocket | null = null;
  #pause = FIRST_PAUSE;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isConnected = false;
  #failures = 0; // since it was connected
  #known: PageState | null = null;
  readonly #frames: ArrayBuffer[] = []; // to be drawn: at most two

  /** Connects at once. page: which session it is; the same one finds it again. */
  constructor(
    private readonly listener: Listener,
    private readonly page: string,
    private language: Language,
  ) {
    this.#open();
  }

  /** Send a request; false if the connection is lost, and the request with it. */
  send(request: AnyRequest): boolean {
    if (this.#isConnected) this.#socket?.send(JSON.stringify(request));
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
    this.#set(false); // nothing can be sent through a socket that is closing
    this.#socket?.close();
  }

  /** Leave for good. */
  close(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #open(): void {
    const url = new URL("session", document.baseURI);
    url.protocol = url.protocol.replace("http", "ws");
    url.search = new URLSearchParams({ page: this.page, language: this.language }).toString();
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") this.#answered(JSON.parse(data) as AnyAnswer);
      else this.#frameCame(data);
    };
    socket.onclose = (event) => {
      if (event.code === TRY_LATER) this.listener.turnedAway(event.reason);
      this.#closed(socket);
    };
  }

  #closed(socket: WebSocket): void {
    this.#set(false);
    if (socket !== this.#socket) return; // `close` was called
    if (++this.#failures === PATIENT) this.listener.turnedAway("");
    this.#timer = setTimeout(() => this.#open(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }

  #answered(answer: AnyAnswer): void {
    const known = this.#known;
    if (answer.type === "opened") this.#known = answer.state;
    this.listener.answer(answer);
    if (answer.type === "opened" && !this.#isConnected) {
      this.#pause = FIRST_PAUSE;
      this.#failures = 0;
      this.#set(true);
      if (known && hasForgotten(answer.state, known)) this.restore(known);
      this.send({ type: "ready" });
    }
  }

  #frameCame(data: ArrayBuffer): void {
    this.#frames.push(data);
    if (this.#frames.length === 1) this.#drawNext();
  }

  /** Draw the oldest frame in the next animation frame; meanwhile the server makes another. */
  #drawNext(): void {
    requestAnimationFrame(() => this.#draw());
    this.send({ type: "ready" });
  }

  #draw(): void {
    const frame = decode(this.#frames.shift()!);
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

const PAGE = "glassnet-page";

/**
 * The name of this tab's session, which a reload keeps. It is stored only between two loads: a
 * browser that duplicates a tab copies what is stored, and two tabs cannot share a session.
 */
export function pageName(): string {
  const name = sessionStorage.getItem(PAGE) ?? crypto.randomUUID();
  sessionStorage.removeItem(PAGE);
  addEventListener("pagehide", () => sessionStorage.setItem(PAGE, name));
  return name;
}
