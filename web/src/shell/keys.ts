// Keys of a room that trains: space plays and pauses, Escape lets go of what is touched.

import { studio } from "../studio.svelte";

export const trainingKeys =
  (letGo: () => void) =>
  (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("input, select, [popover]")) return;
    if (event.key === " " && !target.closest("button")) {
      event.preventDefault();
      studio.toggle();
    } else if (event.key === "Escape") letGo();
  };
