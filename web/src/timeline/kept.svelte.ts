// A run that is laid under the present one: its curves, and the line that it drew in the end.

import { flatCopy, type Tensor } from "../frames";
import type { PageState } from "../protocol";
import { studio } from "../studio.svelte";
import { curvesOf, type Curves } from "./curve";

export interface Kept {
  readonly curves: Curves;
  /** The output's picture; undefined where several classes exclude each other. */
  readonly surface: Tensor<Int16Array> | undefined;
  readonly state: PageState;
}

class Keeping {
  run = $state.raw<Kept | null>(null);

  keep(): void {
    const { frame, opened } = studio;
    if (!frame || !opened) return;
    const surface = frame.pictures.get("surface");
    this.run = {
      curves: curvesOf(frame.floats.get("curves")?.values),
      surface: surface?.shape[0] === 1 ? flatCopy(surface) : undefined,
      state: opened.state,
    };
  }

  drop(): void {
    this.run = null;
  }

  /** The picture to lay over the present one, if it is of the same plane. */
  surfaceOver(state: PageState): Tensor<Int16Array> | undefined {
    const kept = this.run;
    const plane = (of: PageState) => JSON.stringify([of.data, of.plane, of.held]);
    return kept && plane(kept.state) === plane(state) ? kept.surface : undefined;
  }
}

export const keeping = new Keeping();
