/**
 * The page's whole state in a link: as the part of the address behind `#`, which stays in the
 * browser. It is JSON, deflated, in base64url.
 */
import { DEFAULT_STATE, MOST_BYTES, type PageState } from "./protocol";

/** Why a link cannot be read. */
export class LinkError extends Error {}

const MOST_TEXT = 2 * MOST_BYTES; // characters; a table, and what JSON adds

/** The fragment of a state, without `#`. */
export async function encodeState(state: PageState): Promise<string> {
  const written = new Blob([JSON.stringify(state)]).stream();
  const deflated = written.pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(deflated).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The state of a fragment, or why there is none. Fields that it lacks are the default's; whether
 * the names and numbers in it can be used is the server's to say.
 */
export async function decodeState(fragment: string): Promise<PageState | LinkError> {
  try {
    const text = await inflate(bytesOf(fragment.replace(/^#/, "")));
    return decodedState(text) ?? new LinkError("not a state of this page");
  } catch (error) {
    return new LinkError(error instanceof Error ? error.message : String(error));
  }
}

/** The state that a text in JSON holds; undefined where it holds none. */
export function decodedState(text: string): PageState | undefined {
  try {
    const found: unknown = JSON.parse(text);
    const state = { ...DEFAULT_STATE, ...(found as Partial<PageState>) };
    return hasForm(found, state) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of base64, also in its form for addresses. */
export function bytesOf(fragment: string): Uint8Array<ArrayBuffer> {
  const binary = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

/** Reads no more than MOST_TEXT: a short link can hold gigabytes. */
async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  // Not `pipeThrough(new TextDecoderStream())`, nor `for await`, which Safari lacks.
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > MOST_TEXT) throw new LinkError("too large");
  }
  return text + decoder.decode();
}

/** Whether it has a state's fields and no other, each of the default's kind. */
function hasForm(found: unknown, state: PageState): boolean {
  const isObject = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const names = Object.keys(DEFAULT_STATE) as (keyof PageState)[];
  return (
    isObject(found) &&
    Object.keys(state).length === names.length &&
    names.every((name) => {
      const [value, usual] = [state[name], DEFAULT_STATE[name]];
      return (
        usual === null ||
        (typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual) && value !== null)
      );
    }) &&
    [...state.layers, ...state.edits].every(isObject)
  );
}
