// What the page of a server can be used for: each with the view that fills it.
import type { Component } from "svelte";

import Board from "./board/Board.svelte";
import Pencil from "./pencil/Pencil.svelte";
import type { Opened, PageState } from "./protocol";
import Train from "./Train.svelte";
import Units from "./Units.svelte";

export type Rooms = Readonly<Partial<Record<PageState["room"], Component<{ opened: Opened }>>>>;

export const ROOMS: Rooms = {
  train: Train,
  units: Units,
  pencil: Pencil,
  tensorboard: Board,
};
