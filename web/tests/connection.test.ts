import { readFileSync } from "node:fs";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Connection } from "../src/connection";
import type { Frame } from "../src/frames";
import { pageName, Server } from "../src/hosts/server";
import { type AnyAnswer, DEFAULT_STATE, type Opened, type PageState } from "../src/protocol";

/** The server's end. */
const LOST = { code: 1006, reason: "" };

class FakeSocket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }
  binaryType = "blob";
  onmessage: (event: { data: unknown }) => void = () => {};
  onclose: (event: { code: number; reason: string }) => void = () => {};
  sent: { type: string }[] = [];

  constructor(readonly url: URL) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }
  close(): void {
    this.onclose(LOST);
  }
  answer(answer: Partial<AnyAnswer>): void {
    this.onmessage({ data: JSON.stringify(answer) });
  }
  open(state: Partial<PageState> = {}): void {
    this.answer({ type: "opened", state: { ...DEFAULT_STATE, ...state } } as Opened);
  }
  frame(): void {
    this.onmessage({ data: new Uint8Array(file).buffer });
  }
  get types(): string[] {
    return this.sent.map(({ type }) => type);
  }
}

const file = readFileSync(new URL("frame.bin", import.meta.url)); // of step 7
let drawing: (() => void)[];
const draw = () => drawing.splice(0).forEach((each) => each());

function connect() {
  const listener = {
    answer: vi.fn<(answer: AnyAnswer) => void>(),
    frame: vi.fn<(frame: Frame) => void>(),
    connected: vi.fn<(isConnected: boolean) => void>(),
    turnedAway: vi.fn<(why: string) => void>(),
  };
  return { listener, connection: new Connection(listener, new Server(), "ko") };
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  drawing = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("sessionStorage", { getItem: () => "page 1", setItem: () => {}, removeItem: () => {} });
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("requestAnimationFrame", (then: () => void) => drawing.push(then));
  vi.stubGlobal("document", { baseURI: "http://127.0.0.1:4321/?a=b#c" });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("the address", () => {
  connect();
  const { url, binaryType } = FakeSocket.last;
  expect(String(url)).toBe("ws://127.0.0.1:4321/session?page=page+1&language=ko");
  expect(binaryType).toBe("arraybuffer");
});

test("the next frame is asked for while one waits to be drawn, and no third", () => {
  const { listener } = connect();
  FakeSocket.last.open();
  expect(FakeSocket.last.types).toEqual(["ready"]);
  FakeSocket.last.frame();
  expect(FakeSocket.last.types).toEqual(["ready", "ready"]);
  FakeSocket.last.frame();
  expect(FakeSocket.last.types).toEqual(["ready", "ready"]);
  expect(listener.frame).not.toHaveBeenCalled();
  draw();
  expect(listener.frame.mock.lastCall?.[0].header.step).toBe(7);
  expect(FakeSocket.last.types).toEqual(["ready", "ready", "ready"]);
  draw();
  expect(listener.frame).toHaveBeenCalledTimes(2);
  expect(FakeSocket.last.types).toEqual(["ready", "ready", "ready"]);
});

test("a frame that cannot be drawn is not the last one", () => {
  const { listener } = connect();
  FakeSocket.last.open();
  listener.frame.mockImplementation(() => {
    throw new Error("no canvas");
  });
  FakeSocket.last.frame();
  expect(draw).toThrow("no canvas");
  expect(FakeSocket.last.types).toEqual(["ready", "ready"]);
});

test("nothing is sent before the session has answered", () => {
  const { listener, connection } = connect();
  expect(connection.send({ type: "play" })).toBe(false);
  FakeSocket.last.open();
  expect(connection.send({ type: "play", steps_per_second: 10 })).toBe(true);
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "play", steps_per_second: 10 });
  expect(listener.connected.mock.calls).toEqual([[true]]);
  FakeSocket.last.answer({ type: "failed", reason: "no" });
  expect(listener.answer.mock.lastCall).toEqual([{ type: "failed", reason: "no" }]);
});

test("a lost connection is tried anew, with growing pauses", () => {
  const { listener } = connect();
  FakeSocket.last.open();
  const pauses: number[] = [];
  for (let tries = 2; tries < 9; tries++) {
    FakeSocket.last.close();
    const began = Date.now();
    vi.advanceTimersToNextTimer();
    pauses.push(Date.now() - began);
    expect(FakeSocket.all.length).toBe(tries);
  }
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000]);
  expect(listener.connected.mock.calls).toEqual([[true], [false]]);
  FakeSocket.last.open();
  FakeSocket.last.close();
  vi.advanceTimersByTime(250);
  expect(FakeSocket.all.length).toBe(9);
});

test("a session that is still there is left as it is", () => {
  connect();
  FakeSocket.last.open({ seed: 3 });
  FakeSocket.last.frame();
  draw();
  FakeSocket.last.close();
  vi.advanceTimersToNextTimer();
  FakeSocket.last.open({ seed: 3, step: 9 });
  expect(FakeSocket.last.types).toEqual(["ready"]);
});

const edits = [
  { type: "weight", step: 5, variable: "hidden1/bias", index: [1], value: 2 },
  { type: "rate", step: 6, value: 0.5 },
] as const;

test.each([{ seed: 3 }, {}])("a session that is new gets the last state: %o", (settings) => {
  connect();
  const state = { ...DEFAULT_STATE, ...settings, edits };
  FakeSocket.last.open(state);
  FakeSocket.last.frame();
  draw();
  FakeSocket.last.close();
  vi.advanceTimersToNextTimer();
  FakeSocket.last.open();
  expect(FakeSocket.last.sent).toEqual([
    { type: "restore", state: { ...state, step: 7 } },
    { type: "ready" },
  ]);
});

test("what a room keeps in the session is known to be there", () => {
  const { connection } = connect();
  FakeSocket.last.open();
  const units = { ...DEFAULT_STATE.units, gate: "and" } as const;
  connection.note({ units });
  FakeSocket.last.onclose(LOST);
  vi.advanceTimersByTime(60_000);
  FakeSocket.last.open({ units }); // the session is still there
  expect(FakeSocket.last.types).toEqual(["ready"]);
  FakeSocket.last.onclose(LOST);
  vi.advanceTimersByTime(60_000);
  FakeSocket.last.open(); // the server was started anew
  expect(FakeSocket.last.sent[0]).toEqual({
    type: "restore",
    state: { ...DEFAULT_STATE, units },
  });
});

test("another language is another connection to the same session", () => {
  const { connection } = connect();
  FakeSocket.last.open();
  connection.speak("en");
  vi.advanceTimersToNextTimer();
  expect(FakeSocket.last.url.search).toBe("?page=page+1&language=en");
});

test("what is closed stays closed", () => {
  const { connection } = connect();
  FakeSocket.last.open();
  connection.close();
  vi.runAllTimers();
  expect(FakeSocket.all.length).toBe(1);
});

test("a tab's name outlives a reload, and is not copied to another tab", () => {
  const stored = new Map<string, string>();
  const leaving: (() => void)[] = [];
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  vi.stubGlobal("addEventListener", (_: string, then: () => void) => leaving.push(then));
  const name = pageName();
  expect(pageName()).not.toBe(name);
  leaving[0]!();
  expect(pageName()).toBe(name);
});

test("a server that is full says so, and is asked again", () => {
  const { listener } = connect();
  FakeSocket.last.onclose({ code: 1013, reason: "Too many pages are open; close one." });
  expect(listener.turnedAway).toHaveBeenCalledWith("Too many pages are open; close one.");
  const before = FakeSocket.last;
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.last).not.toBe(before);
});
