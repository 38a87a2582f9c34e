// What a guide asks of the page beside it.

import { inspection } from "../inspection.svelte";
import { look as layers } from "../model/model.svelte";
import type { AnyRequest, ModelOpened, PageState, StepShown } from "../protocol";
import { guide } from "./guide.svelte";
import { selectionOf } from "./places";

/** The part of the page's studio that a guide needs. */
interface Host {
  speed: number | null;
  readonly model: ModelOpened | null;
  send(request: AnyRequest): boolean;
  note(fields: Partial<PageState>): void;
  still(request: AnyRequest): void;
  play(): void;
  pause(): void;
}

/** The speed that a person has chosen, while something is shown. */
let before: number | null | undefined;

/** Let the guide speak to a page. */
export function attach(host: Host): void {
  guide.send = (request) => host.send(request);
  guide.note = (fields) => host.note(fields);
  guide.perform = (requests) => requests.forEach((request) => perform(host, request));
  guide.rest = () => host.pause();
  guide.ended = () => {
    if (before !== undefined) host.speed = before;
    before = undefined;
  };
  guide.touch = (place) => {
    if (host.model) layers.touch(place);
    else inspection.select(selectionOf(place, inspection.layers));
  };
}

function perform(host: Host, request: StepShown["requests"][number]): void {
  if (request.type !== "play") {
    host.still(request);
    return;
  }
  before = host.speed;
  host.speed = null; // nobody wants to wait for what is shown
  host.play();
}
