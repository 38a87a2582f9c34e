// Theme and zoom: how the page looks, kept for the next visit.

import { readPalette, type Palette } from "./colour";
import { store, stored } from "./storage";

export type Theme = "light" | "dark" | "system";

const THEMES: readonly Theme[] = ["system", "light", "dark"];
const ZOOMS = [0.85, 1, 1.15, 1.3, 1.5, 1.75, 2] as const;
const LEAST_HEIGHT = 720; // pixels that the page needs at zoom 1
/** Before a class the screen is full: text is as large on it, whatever its pixels are. */
const presenting = () => ZOOMS.findLast((each) => each <= innerHeight / LEAST_HEIGHT + 0.01) ?? 1;
const THEME_KEY = "glassnet-theme";
const ZOOM_KEY = "glassnet-zoom";

class Look {
  /** Before a class: large from the start, with a pointer. */
  readonly isPresenting = new URLSearchParams(location.search).has("present");
  /** The zoom for a class is none for one's desk. */
  readonly #zoomKey = this.isPresenting ? `${ZOOM_KEY}-present` : ZOOM_KEY;
  readonly #usual = this.isPresenting ? Math.max(1, presenting()) : 1;
  theme = $state<Theme>(
    THEMES.find((each) => each === stored(THEME_KEY)) ?? "system",
  );
  zoom = $state<number>(ZOOMS.find((each) => String(each) === stored(this.#zoomKey)) ?? this.#usual);
  palette = $state.raw<Palette | null>(null);
  #systemDark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    this.#systemDark.addEventListener("change", () => this.apply());
  }

  /** Write theme and zoom to the document, and read the colours that follow. */
  apply(): void {
    const root = document.documentElement;
    const isDark = this.theme === "dark" || (this.theme === "system" && this.#systemDark.matches);
    root.classList.toggle("dark", isDark);
    root.style.setProperty("--k", String(this.zoom));
    const style = getComputedStyle(root);
    this.palette = readPalette((name) => style.getPropertyValue(name));
    store(THEME_KEY, this.theme);
    store(this.#zoomKey, String(this.zoom));
  }

  nextTheme(): void {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length]!;
    this.apply();
  }

  zoomBy(steps: number): void {
    const place = ZOOMS.findIndex((each) => each === this.zoom) + steps;
    this.zoom = ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, place))]!;
    this.apply();
  }
}

export const look = new Look();
