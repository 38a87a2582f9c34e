// A CSV file as a state carries it.

import { MOST_BYTES, type Table } from "../protocol";

/** The names in a table's first line; quotes around them go. */
export function columnsOf(text: string): string[] {
  const line = text.slice(0, text.search(/\r?\n|$/));
  const found = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const names = found.map((cell) => cell.replace(/,$/, "").trim());
  if (!line.endsWith(",")) names.pop();
  return names.map((name) => name.replace(/^"|"$/g, "").replaceAll('""', '"'));
}

/** undefined where it is too large. */
export async function readTable(file: File): Promise<Table | undefined> {
  if (file.size > MOST_BYTES) return undefined;
  const text = await file.text();
  return { type: "table", name: file.name.slice(0, 100), text, target: null, ignore: [] };
}
