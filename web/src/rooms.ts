// What the page can be used for: each with the view that fills it.
import type { Component } from "svelte";

import Board from "./board/Board.svelte";
import Pencil from "./pencil/Pencil.svelte";
import type { Opened, PageState } from "./protocol";
import Train from "./Train.svelte";
import Units from "./Units.svelte";

export const ROOMS: Readonly<Record<PageState["room"], Component<{ opened: Opened }>>> = {
  train: Train,
  units: Units,
  pencil: Pencil,
  tensorboard: Board,
};
