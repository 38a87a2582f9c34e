import { beforeEach, expect, test, vi } from "vitest";

import { guide } from "../src/guide/guide.svelte";
import { placeWith } from "../src/guide/places";
import type { AnyRequest, Guided, GuideTaken, PageState, Place } from "../src/protocol";
import { DEFAULT_STATE } from "../src/protocol";

const guided: Guided = { name: "one", step: 0, done: [], is_open: true };
const step = { title: "Step", text: [], is_checked: true };
const taken: GuideTaken = {
  type: "guide-taken",
  name: "one",
  title: "One",
  text: [],
  steps: [step, { ...step, is_checked: false }],
  program: [],
  state: DEFAULT_STATE,
};
let sent: AnyRequest[] = [];
let noted: Partial<PageState>[] = [];
const rest = vi.fn(() => guide.stop());

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  [sent, noted] = [[], []];
  rest.mockClear();
  guide.send = (request) => sent.push(request) > 0;
  guide.note = (fields) => noted.push(fields);
  guide.perform = () => {};
  guide.rest = rest;
  guide.failed();
  guide.opened(null);
  guide.opened(guided);
});

const conditions = [{ said: "loss: below 1", now: "2", is_met: false }];
const checked = (fields: Partial<Guided>) =>
  guide.answered({ type: "guide-checked", guided: { ...guided, ...fields }, conditions });

test("the guide of the state is asked for, and then whether its step is done", () => {
  expect(sent).toEqual([{ type: "take-guide" }]);
  vi.advanceTimersByTime(1_000);
  guide.answered(taken);
  expect(sent.at(-1)).toEqual({ type: "check-guide", guided, selected: null });
  checked({});
  expect([guide.isDone, guide.conditions]).toEqual([false, conditions]);
});

test("questions follow one another, and what was touched meanwhile is asked last", () => {
  vi.advanceTimersByTime(1_000);
  guide.answered(taken);
  const place: Place = placeWith({ what: "unit", layer: 1 });
  const before = sent.length;
  guide.select(place);
  guide.select(null);
  guide.select(place);
  expect(sent.length).toBe(before);
  checked({});
  vi.advanceTimersByTime(1_000);
  expect(sent.slice(before)).toEqual([{ type: "check-guide", guided, selected: place }]);
  checked({});
  guide.select(null);
});

test("a step that is done is noted, and what is shown rests", () => {
  vi.advanceTimersByTime(1_000);
  guide.answered(taken);
  guide.show();
  guide.answered({ type: "step-shown", requests: [{ type: "play", steps_per_second: null }], select: null });
  expect(guide.isShowing).toBe(true);
  checked({ done: [0] });
  expect([guide.isDone, guide.isShowing, rest.mock.calls.length]).toEqual([true, false, 1]);
  expect(noted.at(-1)).toEqual({ guide: { ...guided, done: [0] } });
  guide.go(1);
  expect([guide.isDone, guide.conditions]).toEqual([false, []]);
  guide.read();
  expect(guide.guided?.done).toEqual([0, 1]);
});

test("an answer about another step changes nothing", () => {
  vi.advanceTimersByTime(1_000);
  guide.answered(taken);
  guide.go(1);
  checked({ done: [0] });
  expect([guide.guided?.done, guide.conditions]).toEqual([[], []]);
});

test("a guide that the server does not have leaves its place", () => {
  guide.answered(taken);
  guide.failed();
  expect(guide.isOpen).toBe(true); // something else could not be done
  guide.opened({ ...guided, name: "gone" });
  expect([guide.taken, guide.isOpen]).toEqual([null, true]);
  guide.failed();
  expect(guide.isOpen).toBe(false);
});
