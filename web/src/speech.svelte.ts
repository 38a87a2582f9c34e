// The page's language: its texts, and sentences cut at what can be chosen in them.

import { chooseLanguage, loadTexts, preferredLanguage, textOf, type Language, type Text } from "./texts";

export type Part = { readonly text: string } | { readonly slot: string };

const SLOT = /\{ \$([\w-]+) \}/;

/** A text cut at its variables: `{ $n } rows` is a slot and a text. */
export function partsOf(pattern: string): Part[] {
  return pattern
    .split(SLOT)
    .map((piece, place) => (place % 2 === 1 ? { slot: piece } : { text: piece }))
    .filter((part) => !("text" in part) || part.text !== "");
}

class Speech {
  language = $state<Language>(preferredLanguage());
  text = $state.raw<Text>(textOf({}));
  isLoaded = $state(false);

  async use(language: Language): Promise<void> {
    this.text = await loadTexts(language);
    this.language = language;
    this.isLoaded = true;
    document.documentElement.lang = language;
    chooseLanguage(language);
  }
}

export const speech = new Speech();

/** A text of the page, in its language. */
export const t: Text = (key, values) => speech.text(key, values);

/** A name's text where there is one (`data-moons`), else the name itself. */
export function named(kind: string, name: string): string {
  const key = `${kind}-${name.replaceAll(":", "-")}`;
  const found = speech.text(key);
  return found === key ? name : found;
}
