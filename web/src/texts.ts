/** The page's texts, from the same message files as the shell's: keys `page-…`, without `page-`. */
import { host } from "./host";
import { store, stored } from "./storage";

export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text, its `{ $name }` replaced by values. An unknown key comes back as it is. */
export type Text = (key: string, values?: Readonly<Record<string, string | number>>) => string;

const LANGUAGE = "glassnet-language";
const loaded = new Map<Language, Promise<Text>>();

/** The texts of a language; each is loaded once. Rejects if they cannot be reached. */
export function loadTexts(language: Language): Promise<Text> {
  let texts = loaded.get(language);
  if (!texts) {
    texts = host.messages(language).then(textOf);
    loaded.set(language, texts);
    texts.catch(() => loaded.delete(language)); // to be tried again
  }
  return texts;
}

/** The lookup in a table of messages. */
export function textOf(messages: Readonly<Record<string, string>>): Text {
  return (key, values = {}) =>
    (messages[key] ?? key).replace(/\{ \$([\w-]+) \}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    );
}

/** The language of the page's address (`page.html#ko`), else the one chosen last, else the browser's. */
export function preferredLanguage(): Language {
  const wanted = [globalThis.location?.hash.slice(1), stored(LANGUAGE), ...navigator.languages];
  const known = wanted.map((name) => LANGUAGES.find((each) => name?.split("-")[0] === each));
  return known.find((each) => each !== undefined) ?? "en";
}

/** Keep the choice of a language for the next visit. */
export function chooseLanguage(language: Language): void {
  store(LANGUAGE, language);
}
