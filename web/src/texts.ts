/** The page's texts, from the same message files as the shell's: keys `page-…`, without `page-`. */

export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text, its `{ $name }` replaced by values. An unknown key comes back as it is. */
export type Text = (key: string, values?: Readonly<Record<string, string | number>>) => string;

const LANGUAGE = "glassnet-language";
const loaded = new Map<Language, Promise<Text>>();

/** The texts of a language; each is loaded once. Rejects if the server cannot be reached. */
export function loadTexts(language: Language): Promise<Text> {
  let texts = loaded.get(language);
  if (!texts) {
    texts = load(language);
    loaded.set(language, texts);
    texts.catch(() => loaded.delete(language)); // to be tried again
  }
  return texts;
}

async function load(language: Language): Promise<Text> {
  const response = await fetch(new URL(`messages/${language}.json`, document.baseURI));
  if (!response.ok) throw new Error(`messages/${language}.json: ${response.status}`);
  return textOf((await response.json()) as Record<string, string>);
}

/** The lookup in a table of messages. */
export function textOf(messages: Readonly<Record<string, string>>): Text {
  return (key, values = {}) =>
    (messages[key] ?? key).replace(/\{ \$([\w-]+) \}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    );
}

/** The language that was chosen last, else the browser's. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(LANGUAGE), ...navigator.languages];
  const known = wanted.map((name) => LANGUAGES.find((each) => name?.split("-")[0] === each));
  return known.find((each) => each !== undefined) ?? "en";
}

/** Keep the choice of a language for the next visit. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(LANGUAGE, language);
}
