// The page's language and its texts.

import {
  chooseLanguage,
  loadTexts,
  preferredLanguage,
  textOf,
  type Language,
  type Text,
} from "./texts";

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
