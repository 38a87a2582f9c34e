import { readFileSync } from "node:fs";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Frame } from "../src/frames";
import type { Channel } from "../src/host";
import { nearest, Player, rounded } from "../src/hosts/recorded";
import type { AnyAnswer, AnyRequest, LayerExplained, WeightExplained } from "../src/protocol";
import type { Question } from "../src/questions";
import { keyOf, Recording, type Asked } from "../src/replay";

/** Two moments, written by tests/page/test_replay.py: a weight of 0.5, then of -1.5. */
const base64 = readFileSync(new URL("replay.bin", import.meta.url)).toString("base64");
const recording = await Recording.of(base64);
const WEIGHT: Question = { type: "why-weight", variable: "output/kernel", index: [0, 0], row: 3 };

test("its head", () => {
  const { rows, steps, command, messages } = recording.head;
  expect([rows, steps, command]).toEqual([[0, 3], [0, 10], "glassnet studio xor"]);
  expect(messages).toEqual({ en: { step: "Step" }, ko: {} });
});

test.each([
  [0, 0.5, [-2, 1]],
  [1, -1.5, [6, -3]],
])("moment %i: the paths have their products, the largest first", (moment, weight, products) => {
  const why = recording.answer(WEIGHT, moment) as WeightExplained;
  expect(why.paths.map(({ product }) => product)).toEqual(products);
  expect(why.paths[1]!.factors).toEqual([
    { target: "t0", source: "w", value: weight },
    { target: "t1", source: "w", value: 2 },
  ]);
  expect(why.whole).toBe(true);
  expect(why.update).toEqual([{ numbers: `told at ${moment}` }]);
});

test("what was asked at one moment alone", () => {
  const question: Question = { type: "why-layer", layer: 0 };
  expect(recording.answer(question, 0)).toBeUndefined();
  expect((recording.answer(question, 1) as LayerExplained).lines).toEqual([null, [1, 2]]);
  expect(recording.answer({ type: "why-row", row: 7 }, 0)).toBeUndefined();
});

test("a frame has numbers, pictures, curves and film", () => {
  const { header, floats, pictures } = recording.frame(1, true);
  expect(header).toEqual({ step: 10, epoch: 0, loss: 0.25, score: null, playing: true, pieces: [] });
  const kernel = floats.get("output/kernel")!;
  expect(kernel.shape).toEqual([2, 1]);
  expect([...kernel.values]).toEqual([-1.5, NaN]);
  expect([...floats.get("curves")!.values]).toEqual([0, 1, 0.5, 10, 0.25, 1]);
  const surface = pictures.get("surface")!;
  expect(surface.shape).toEqual([1, 2, 3]);
  expect([...surface.values]).toEqual([320, 0, -16, -32, -48, -32_752]); // 32,767 in steps of 16
  expect([...recording.frame(0, false).pictures.get("surface")!.values].slice(0, 3)).toEqual([-320, 0, 16]);
  expect([...pictures.get("film")!.values]).toEqual([16, 32, 48, 64]);
});

test("a number that is not in it is answered by the nearest of its array and row", () => {
  const ask = (name: string, index: number[]) => recording.answer({ type: "why-number", name, index }, 1);
  for (const [name, index] of [
    ["lstm[4]/cell", [0, 2]],
    ["lstm[4]/cell", [0, 5]],
    ["lstm[1]/cell", [0, 2]],
  ] as const)
    expect(ask(name, [...index])).toMatchObject({ name: "lstm[4]/cell", index: [0, 2], value: 6.5 });
  expect(ask("lstm[4]/output", [0, 2])).toBeUndefined();
});

test("a frame has the numbers of what is looked at", () => {
  const look = (card: string, row: number) =>
    recording.frame(1, false, { type: "look", card, row }).floats.get("part/0");
  expect([...look("lstm", 0)!.values]).toEqual([7.5, -8.5]);
  expect(look("lstm", 1)).toBeUndefined();
  expect(recording.frame(1, false).floats.get("part/0")).toBeUndefined();
});

test.each([
  [{ type: "unfold", card: "lstm" }, "unfold lstm"],
  [{ type: "why-number", name: "a/kernel", index: [0, 2] }, "why-number a/kernel 0,2"],
  [{ type: "why-number", name: "loss/divide", index: [] }, "why-number loss/divide "],
  [{ type: "why-weight", variable: "a/bias", index: [2], row: null }, "why-weight a/bias 2 all"],
  [{ type: "why-weight", variable: "a/kernel", index: [0, 2], row: 3 }, "why-weight a/kernel 0,2 3"],
  [{ type: "why-unit", layer: 1, unit: 2, point: [1, 1] }, "why-unit 1 2 3"],
  [{ type: "why-unit", layer: 1, unit: 2, point: [1, 0.5] }, "why-unit 1 2 undefined"],
  [{ type: "why-layer", layer: 1 }, "why-layer 1"],
  [{ type: "why-row", row: 0 }, "why-row 0"],
] as [Asked, string][])("%o", (question, key) => {
  expect(keyOf(question, recording.head)).toBe(key);
});

test("what is damaged is refused", async () => {
  await expect(Recording.of(base64.slice(0, 400))).rejects.toThrow();
  await expect(Recording.of("?")).rejects.toThrow();
});

// Playing ------------------------------------------------------------------------------------------

let came: (AnyAnswer | Frame)[];
let channel: Channel;
const flush = () => vi.advanceTimersByTimeAsync(0);
const ask = (request: AnyRequest) => channel.send(JSON.stringify(request));
const frames = () => came.filter((each): each is Frame => "header" in each);
const answers = () => came.filter((each): each is AnyAnswer => "type" in each);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  came = [];
  const player = new Player(recording);
  expect(player.recorded).toEqual({
    command: "glassnet studio xor",
    rows: [0, 3],
    steps: [0, 10],
    speeds: [1],
    unfolding: new Set(), // of a network without cards: nothing offers to unfold one
  });
  channel = player.connect("en", {
    came: (data) => came.push(typeof data === "string" ? (JSON.parse(data) as AnyAnswer) : (data as Frame)),
    closed: () => {},
  });
  expect(came).toEqual([]); // nothing comes before there is a channel
  await flush();
});

afterEach(() => vi.useRealTimers());

test("it opens at the end, and sends a frame for each ready", async () => {
  expect(answers()).toMatchObject([{ type: "opened", state: { step: 10 } }]);
  expect(frames()).toEqual([]);
  ask({ type: "ready" });
  await flush();
  expect(frames().map(({ header }) => header.step)).toEqual([10]);
  ask({ type: "ready" }); // nothing is new
  await flush();
  expect(frames()).toHaveLength(1);
});

test("it goes to the nearest moment, and to the next", async () => {
  for (const request of [
    { type: "seek", step: 4 },
    { type: "step" },
    { type: "rewind" },
    { type: "seek", step: 6 },
    { type: "step" }, // there is none
  ] as AnyRequest[]) {
    ask({ type: "ready" });
    ask(request);
    await flush();
  }
  expect(frames().map(({ header }) => header.step)).toEqual([10, 0, 10, 0, 10]);
});

test("it plays from the beginning at its speed, and stops at the end", async () => {
  ask({ type: "ready" });
  await flush();
  ask({ type: "ready" });
  ask({ type: "play", steps_per_second: 5 });
  await flush();
  expect(frames().at(-1)!.header).toMatchObject({ step: 0, playing: true });
  ask({ type: "ready" });
  await vi.advanceTimersByTimeAsync(1_900);
  expect(frames().at(-1)!.header.step).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(frames().at(-1)!.header).toMatchObject({ step: 10, playing: false });
});

test("a pause stops it", async () => {
  ask({ type: "play", steps_per_second: 5 });
  ask({ type: "pause" });
  await vi.advanceTimersByTimeAsync(5_000);
  ask({ type: "ready" });
  await flush();
  expect(frames().map(({ header }) => [header.step, header.playing])).toEqual([[0, false]]);
});

test("it answers of the moment that is shown; what it does not hold has failed", async () => {
  ask(WEIGHT);
  ask({ type: "rewind" });
  ask(WEIGHT);
  ask({ type: "why-row", row: 1 });
  ask({ type: "diagnose" });
  await flush();
  const [, late, early, failed, opened] = answers();
  expect((late as WeightExplained).paths[0]!.product).toBe(6);
  expect((early as WeightExplained).paths[0]!.product).toBe(-2);
  expect(failed!.type).toBe("failed");
  expect(opened).toMatchObject({ type: "opened", state: { step: 0 } });
});

test("what is looked at comes with a frame of its own", async () => {
  ask({ type: "ready" });
  await flush();
  ask({ type: "ready" });
  ask({ type: "look", card: "lstm", row: 0 });
  await flush();
  expect(frames().map(({ floats }) => floats.has("part/0"))).toEqual([false, true]);
});

test("numbers", () => {
  expect([0, 6, 7, 99].map((step) => nearest([0, 4, 10], step))).toEqual([0, 1, 1, 2]);
  expect([0.2, 1, 3.3, 16.7, 166, 952].map(rounded)).toEqual([1, 1, 3, 20, 200, 1000]);
});
