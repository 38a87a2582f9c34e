import { afterEach, expect, test, vi } from "vitest";

import { liveIn } from "../src/host";
import { Server } from "../src/hosts/server";
import { chooseLanguage, loadTexts, preferredLanguage, textOf } from "../src/texts";

const text = textOf({ step: "Step { $step } of { $most }", play: "재생" });

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["play", {}, "재생"],
  ["step", { step: 3, most: "ten" }, "Step 3 of ten"],
  ["step", { step: "$&" }, "Step $& of { $most }"],
  ["step", {}, "Step { $step } of { $most }"],
  ["unknown", { step: 1 }, "unknown"],
])("%s %o", (key, values, expected) => {
  expect(text(key, values)).toBe(expected);
});

test("texts are loaded once, and again where that failed", async () => {
  const fetch = vi.fn();
  vi.stubGlobal("fetch", fetch);
  vi.stubGlobal("document", { baseURI: "http://localhost:1/" });
  vi.stubGlobal("sessionStorage", { getItem: () => null, removeItem: () => {} });
  vi.stubGlobal("addEventListener", () => {});
  liveIn(new Server());
  fetch.mockRejectedValueOnce(new Error("gone"));
  await expect(loadTexts("ko")).rejects.toThrow("gone");
  fetch.mockResolvedValueOnce(new Response("{}", { status: 403 }));
  await expect(loadTexts("ko")).rejects.toThrow("403");
  fetch.mockResolvedValueOnce(new Response('{"play": "재생"}'));
  const korean = await loadTexts("ko");
  expect(korean("play")).toBe("재생");
  expect(await loadTexts("ko")).toBe(korean);
  expect(fetch.mock.calls.map(([url]) => String(url))).toEqual(
    Array(3).fill("http://localhost:1/messages/ko.json"),
  );
});

test.each([
  [["ko-KR", "en"], null, "ko"],
  [["de", "en-GB", "ko"], null, "en"],
  [["kok", "de"], null, "en"],
  [["ko"], "en", "en"],
  [["ko"], "xx", "ko"],
])("a browser of %o that chose %s", (languages, chosen, expected) => {
  const stored = new Map<string, string>();
  vi.stubGlobal("navigator", { languages });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  if (chosen) chooseLanguage(chosen as "en");
  expect(preferredLanguage()).toBe(expected);
  vi.stubGlobal("location", { hash: "#ko" });
  expect(preferredLanguage()).toBe("ko");
  vi.stubGlobal("location", { hash: "#q1YqSy0qzszPU7IyMtFRSk7MKcnMTSxKVbIyMKgFAA" }); // a link's state
  expect(preferredLanguage()).toBe(expected);
});
