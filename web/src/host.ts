/** Where a page lives, and what that place has for it. */
import type { Frame } from "./frames";
import type { Language } from "./texts";

/** The way to a session, open or on the way to be: a WebSocket, or what stands for one. */
export interface Channel {
  /** A request, as JSON. */
  send(text: string): void;
  close(): void;
}

/** What comes through a channel. */
export interface Hearing {
  /** An answer as JSON, or a frame: its bytes, or what stands in them. */
  came(data: string | ArrayBuffer | Frame): void;
  /** The channel was lost, or `close` was called. why: not empty where no other can be had. */
  closed(why: string): void;
}

export interface Host {
  /** The session's name. */
  readonly page: string;
  /** Open a channel to the session, whose answers are in a language. */
  connect(language: Language, hearing: Hearing): Channel;
  /** The page's texts by their keys. Rejects if they cannot be reached. */
  messages(language: Language): Promise<Readonly<Record<string, string>>>;
  /** Called with what a person touches; absent where nobody asks. */
  touched?(what: Touched | null): void;
  /** Whether the page only shows a training that runs elsewhere. */
  readonly isWatched?: boolean;
  /** Addresses that only a server has; undefined elsewhere. */
  readonly addresses: Addresses | undefined;
  /** What a recording holds; undefined where a session answers. */
  readonly recorded: Recorded | undefined;
}

/** A recording in place of a session: nothing in it can be changed. */
export interface Recorded {
  /** What opens it live; "" where nothing does. */
  readonly command: string;
  /** The rows that can be asked about. */
  readonly rows: readonly number[];
  /** The steps that were kept, in order. */
  readonly steps: readonly number[];
  /** The cards whose operations it holds: those of a small model. */
  readonly unfolding: ReadonlySet<string>;
  /** Steps a second to play at; the middle one is the usual. */
  readonly speeds: readonly number[];
}

/** A weight (`hidden1/kernel`, [0, 1]), a unit (`hidden1`, [2]) or a layer (`hidden1`, []). */
export type Touched = readonly [name: string, index: readonly number[]];

export interface Addresses {
  /** TensorBoard of the session. */
  readonly board: string;
  /** A file of the session's network: `program`, `weights`, `keras`. */
  file(kind: string): string;
}

/** Where this page lives. */
export let host: Host;

/** Said once, before anything of the page is drawn. */
export function liveIn(place: Host): void {
  host = place;
}
