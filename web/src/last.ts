// The page's last state, kept in the browser: a server that was started anew does not know it.

import { decodedState } from "./link";
import type { PageState, WeightEdit } from "./protocol";
import { store, stored } from "./storage";

const KEY = "glassnet-last";
const MOST = 2_000_000; // characters; browsers keep five million for a page
const PAUSE = 2_000; // milliseconds between two writes

let written = -PAUSE;

/** Keep a state in which something has been trained or set by hand; at once where it rests. */
export function keepLast(state: PageState, now = performance.now(), isResting = false): void {
  if ((now - written < PAUSE && !isResting) || (state.step === 0 && state.edits.length === 0)) return;
  written = now;
  const text = JSON.stringify(state);
  if (text.length <= MOST) store(KEY, text);
}

/** The state to offer to a page that begins with `first`; undefined where there is no other. */
export function lastState(first: PageState): PageState | undefined {
  const text = stored(KEY);
  const last = text === null ? undefined : decodedState(text);
  if (!last || first.step > 0 || first.edits.length > 0) return undefined;
  return last;
}

/** Edits with one more; the same number set at the same step again takes the place of the last. */
export function withEdit(edits: PageState["edits"], edit: WeightEdit): PageState["edits"] {
  const place = (each: PageState["edits"][number]) => JSON.stringify({ ...each, value: 0 });
  const past = edits.filter((each) => each.step <= edit.step && place(each) !== place(edit));
  return [...past, edit];
}
