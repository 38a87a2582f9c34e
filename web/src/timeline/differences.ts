// What tells two runs apart.

import type { PageState } from "../protocol";

/** The settings in which two states differ, of those that a word can say: of the first. */
export function differences(kept: PageState, now: PageState): string {
  const said: Readonly<Record<string, (state: PageState) => string>> = {
    layers: ({ layers }) => layers.map(({ units, activation }) => `${units} ${activation}`).join(", "),
    optimizer: ({ optimizer }) => optimizer,
    rate: ({ learning_rate }) => String(learning_rate),
    batch: ({ batch_size }) => String(batch_size ?? ""),
    loss: ({ loss }) => loss ?? "",
    initializer: ({ initializer }) => initializer,
    penalty: ({ penalty, penalty_rate }) => (penalty === "none" ? "" : `${penalty} ${penalty_rate}`),
    seed: ({ seed }) => String(seed),
  };
  return Object.values(said)
    .filter((of) => of(kept) !== of(now) && of(kept) !== "")
    .map((of) => of(kept))
    .join(", ");
}
