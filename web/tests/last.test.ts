import { beforeEach, expect, test, vi } from "vitest";

import { keepLast, lastState, withEdit } from "../src/last";
import { DEFAULT_STATE } from "../src/protocol";

const store = new Map<string, string>();
vi.stubGlobal("localStorage", {
  getItem: (key: string) => store.get(key) ?? null,
  setItem: (key: string, value: string) => store.set(key, value),
});

let now = 0;
beforeEach(() => {
  store.clear();
  now += 100_000;
});

test("what was trained is offered to a page that begins anew", () => {
  keepLast({ ...DEFAULT_STATE, step: 9 }, now);
  expect(lastState(DEFAULT_STATE)?.step).toBe(9);
  expect(lastState({ ...DEFAULT_STATE, step: 3 })).toBeUndefined();
});

test("a page where nothing happened is not worth keeping, and no write follows another at once", () => {
  keepLast(DEFAULT_STATE, now);
  expect(lastState(DEFAULT_STATE)).toBeUndefined();
  keepLast({ ...DEFAULT_STATE, step: 1 }, now);
  keepLast({ ...DEFAULT_STATE, step: 2 }, now + 1);
  expect(lastState(DEFAULT_STATE)?.step).toBe(1);
});

test("what was damaged is not offered", () => {
  store.set("glassnet-last", "{");
  expect(lastState(DEFAULT_STATE)).toBeUndefined();
});

test("a slider that is dragged is one edit; later edits are another future's", () => {
  const edit = (step: number, value: number) =>
    ({ type: "weight", step, variable: "output/bias", index: [0], value }) as const;
  const edits = withEdit(withEdit([edit(9, 1)], edit(4, 2)), edit(4, 3));
  expect(edits).toEqual([edit(4, 3)]);
});
