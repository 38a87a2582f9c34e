// A CSV file as a state carries it.

import { MOST_BYTES, type Table } from "../protocol";
import type { Language } from "../texts";

const DELIMITERS = [",", ";", "\t"] as const;

/** The names in a table's first line; quotes around them go. */
export function columnsOf(text: string): string[] {
  const line = text.slice(0, text.search(/\r?\n|$/));
  const bare = line.replace(/"([^"]|"")*"/g, "");
  const counted = DELIMITERS.map((each) => bare.split(each).length);
  const delimiter = DELIMITERS[counted.indexOf(Math.max(...counted))]!;
  const cells = new RegExp(`("([^"]|"")*"|[^${delimiter}]*)(${delimiter}|$)`, "g");
  const found = line.match(cells) ?? [];
  const names = found.map((cell) => cell.replace(new RegExp(`${delimiter}$`), "").trim());
  if (!line.endsWith(delimiter)) names.pop();
  return names.map((name) => name.replace(/^"|"$/g, "").replaceAll('""', '"'));
}

/** UTF-8, or what Excel writes in Korean and in western languages. */
function decoded(bytes: ArrayBuffer, language: Language): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(language === "ko" ? "euc-kr" : "windows-1252").decode(bytes);
  }
}

/** undefined where it is too large. */
export async function readTable(file: File, language: Language): Promise<Table | undefined> {
  if (file.size > MOST_BYTES) return undefined;
  const text = decoded(await file.arrayBuffer(), language);
  return { type: "table", name: file.name.slice(0, 100), text, target: null, ignore: [] };
}
