import { deflateRawSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { decodeState, encodeState, LinkError } from "../src/link";
import { DEFAULT_STATE, type PageState } from "../src/protocol";

const fragmentOf = (text: string | Buffer) => deflateRawSync(text).toString("base64url");

const states: PageState[] = [
  DEFAULT_STATE,
  {
    ...DEFAULT_STATE,
    data: { type: "table", name: "키.csv", text: "x,y\n".repeat(100_000), target: null, ignore: [] },
    layers: [],
    batch_size: 4,
    learning_rate: 0.1 + 0.2,
    step: 123,
    edits: [{ type: "weight", step: 4, variable: "hidden1/kernel", index: [0, 1], value: -1e-7 }],
  },
];

test.each(states)("a state comes back to the last digit", async (state) => {
  const fragment = await encodeState(state);
  expect(fragment).toMatch(/^[\w-]+$/);
  expect(await decodeState(`#${fragment}`)).toEqual(state);
});

test("another program reads it too", async () => {
  expect(await decodeState(fragmentOf(JSON.stringify(states[1])))).toEqual(states[1]);
});

test("what is left out is the default's", async () => {
  const found = await decodeState(fragmentOf('{"seed": 7}'));
  expect(found).toEqual({ ...DEFAULT_STATE, seed: 7 });
});

describe("a bad fragment", () => {
  test.each([
    ["", "empty"],
    ["#", "empty"],
    ["%%%", "no base64"],
    ["한글", "no base64"],
    ["AAAA", "no deflate"],
    [fragmentOf(JSON.stringify(DEFAULT_STATE)).slice(0, 40), "cut off"],
    [fragmentOf("{"), "no JSON"],
    [fragmentOf(Buffer.from([0x22, 0xff, 0x22])), "no UTF-8"],
    [fragmentOf("null"), "no object"],
    [fragmentOf("[]"), "no object"],
    [fragmentOf('"text"'), "no object"],
    [fragmentOf('{"unknown": 1}'), "another field"],
    [fragmentOf('{"__proto__": {"seed": 1}}'), "another field"],
    [fragmentOf('{"seed": "1"}'), "another kind"],
    [fragmentOf('{"layers": {}}'), "another kind"],
    [fragmentOf('{"data": null}'), "another kind"],
    [fragmentOf('{"edits": [null]}'), "another kind"],
    [fragmentOf(Buffer.alloc(50_000_000, " ")), "a bomb"],
  ])("%s (%s)", async (fragment) => {
    expect(await decodeState(fragment)).toBeInstanceOf(LinkError);
  });
});
