// Numbers as the page writes them: U+2212 for minus, and never more digits than tell something.

const MINUS = "\u2212";

const withMinus = (text: string): string => text.replaceAll("-", MINUS);

/** `−0.210`, `1.23e−5`; `NaN`, `∞` as they are. */
export function fixed(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? `${MINUS}∞` : "∞";
  const size = Math.abs(value);
  const isTiny = digits > 2 && size !== 0 && size < 0.5 * 10 ** -digits;
  const text = isTiny || size >= 1e6 ? value.toExponential(2) : value.toFixed(digits);
  return withMinus(/^-0\.?0*$/.test(text) ? text.slice(1) : text); // no −0.00
}

/** With three digits that tell something: `0.000123`, `−4.60`, `1.2e−7`. */
export function significant(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return fixed(value);
  const size = Math.abs(value);
  return withMinus(size !== 0 && size < 1e-4 ? value.toExponential(1) : value.toPrecision(3));
}

/** With its sign: `+0.000649`. */
export function signed(value: number, digits = 3): string {
  const text = withMinus(Math.abs(value).toPrecision(digits));
  return (value < 0 ? MINUS : "+") + text;
}

/** In parentheses where it is negative, as behind a multiplication sign. */
export function factor(value: number | null, digits = 3): string {
  const text = fixed(value, digits);
  return text.startsWith(MINUS) ? `(${text})` : text;
}

/** A setting as a person would enter it: `0.01`, `1e−5`. */
export function plain(value: number): string {
  return withMinus(String(Number(value.toPrecision(6))));
}

/** `93.8%`. */
export function percent(value: number | null): string {
  return value === null ? "NaN" : `${fixed(100 * value, 1)}%`;
}

/** A number that a person entered, with either minus; undefined where it is none. */
export function parsed(text: string): number | undefined {
  const plainText = text.trim().replaceAll(MINUS, "-").replace(",", ".");
  const value = Number(plainText);
  return plainText === "" || !Number.isFinite(value) ? undefined : value;
}

/** Numbers within a text of the server's, shortened: `0.0123456789` → `0.0123`. */
export function shortened(text: string): string {
  const short = (found: string) => String(Number(Number(found).toPrecision(4)));
  return withMinus(text.replace(/\d+(\.\d{5,}|(\.\d+)?e-?\d+)(e-?\d+)?/g, short));
}

/** A count with commas between thousands. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** The class of a number's colour; none for 0. */
export function signOf(value: number | null | undefined): "positive" | "negative" | "" {
  if (!value) return "";
  return value < 0 ? "negative" : "positive";
}
