/** Where a page lives, and what that place has for it. */
import type { Language } from "./texts";

/** The way to a session, open or on the way to be: a WebSocket, or what stands for one. */
export interface Channel {
  /** A request, as JSON. */
  send(text: string): void;
  close(): void;
}

/** What comes through a channel. */
export interface Hearing {
  /** An answer as JSON, or a frame. */
  came(data: string | ArrayBuffer): void;
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
