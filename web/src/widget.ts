/**
 * The page in a notebook's cell: a frame with the page in it, and what the frame and the kernel say
 * to each other. The module of an anywidget (`page/notebook/widget.py`).
 *
 * A frame keeps the page's styles and keys its own. It is sandboxed without an origin, so that it
 * reaches nothing of the notebook. Its HTML lies in one model a kernel, to which all widgets refer.
 */
import type { Language } from "./texts";

interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, hear: (...args: never[]) => void): void;
  off(event: string, hear: (...args: never[]) => void): void;
  readonly widget_manager: { get_model(id: string): Promise<Model> };
}

/** From the kernel, to one view. */
interface Said {
  readonly view: string;
  readonly answer?: string;
  /** Why there is no session for this view any more. */
  readonly closed?: string;
}

/** From the page: its first word, a request (none: it goes), or what was touched. */
type Told = { readonly open: Language } | { readonly touched: unknown } | string;

interface Place {
  readonly model: Model;
  readonly el: HTMLElement;
}

// By Jupyter's own classes. The picture below the page is for where the page cannot run.
const HIDDEN_PICTURE =
  ".jp-OutputArea-child:has(iframe.glassnet-studio) + .jp-OutputArea-child { display: none }";
const REFERENCE = "IPY_MODEL_"; // before the name of a model that another one refers to
let views = 0;

async function render({ model, el }: Place): Promise<() => void> {
  const view = `${Date.now()}-${++views}`;
  const frame = document.createElement("iframe");
  frame.title = "glassnet studio";
  frame.sandbox.add("allow-scripts", "allow-downloads");
  const scheme = isDark(el) ? "dark" : "light"; // what the page's "system" theme is
  const height = `${String(model.get("height"))}px`;
  // Until the kernel is heard the picture of the last state stands alone.
  Object.assign(frame.style, { width: "100%", height: "0", border: "0", colorScheme: scheme });
  const appear = () => {
    frame.className = "glassnet-studio";
    frame.style.height = height;
  };
  const style = document.createElement("style");
  style.textContent = HIDDEN_PICTURE;
  el.append(style, frame);

  const name = String(model.get("_page")).slice(REFERENCE.length);
  const page = await model.widget_manager.get_model(name);
  let leave = () => {};
  const met = ({ source, data }: MessageEvent) => {
    if (source !== frame.contentWindow || data !== "glassnet-ready") return;
    leave(); // a frame that is moved in the notebook loads anew
    const { port1, port2 } = new MessageChannel();
    const isWatched = model.get("_opened") !== undefined;
    leave = isWatched ? watch(model, port1) : talk(model, view, port1, appear);
    if (isWatched) appear();
    const welcome = { page: view, messages: page.get("messages"), isWatched };
    frame.contentWindow?.postMessage(welcome, "*", [port2]);
  };
  addEventListener("message", met);
  frame.srcdoc = String(page.get("html"));
  return () => {
    removeEventListener("message", met);
    leave();
  };
}

/** A session in the kernel. heard: called when it says something. Returns how to leave it. */
function talk(model: Model, view: string, port: MessagePort, heard: () => void): () => void {
  let over: string | undefined; // why there is no session for this view any more
  const say = (content: object) => {
    if (over !== undefined) return;
    try {
      model.send({ view, ...content });
    } catch {
      // The kernel has stopped: the page goes on asking for another channel.
    }
  };
  const end = (why: string) => {
    over = why;
    port.postMessage({ closed: why });
  };
  const lost = () => port.postMessage({ closed: "" }); // the page opens it anew, if it can
  const hear = (said: Said, buffers: readonly DataView[]) => {
    if (said.view !== view) return;
    heard();
    if (said.answer !== undefined) port.postMessage(said.answer);
    else if (said.closed === undefined) pass(port, buffers[0]);
    else end(said.closed);
  };
  port.onmessage = ({ data }: MessageEvent<Told>) => {
    if (typeof data === "string") say(data ? { request: data } : { close: true });
    else if ("open" in data) {
      if (over === undefined) say({ open: data.open });
      else end(over); // the page tries anew
    } else {
      model.set("selected", data.touched);
      model.save_changes();
    }
  };
  model.on("msg:custom", hear);
  model.on("comm_live_update", lost); // the kernel was started anew, or reached again
  return () => {
    say({ close: true });
    over = "";
    model.off("msg:custom", hear);
    model.off("comm_live_update", lost);
  };
}

/** A training that is only watched: the kernel, busy with it, hears nothing. */
function watch(model: Model, port: MessagePort): () => void {
  let isReady = false;
  let isNew = true;
  const show = () => {
    const frame = model.get("_frame") as DataView;
    if (!isReady || !isNew || frame.byteLength === 0) return;
    isReady = isNew = false; // a page that is slow gets the newest of those that came meanwhile
    pass(port, frame);
  };
  const changed = () => {
    isNew = true;
    show();
  };
  port.onmessage = ({ data }: MessageEvent<Told>) => {
    if (typeof data === "object" && "open" in data) {
      isNew = true; // to a page that begins
      port.postMessage(model.get("_opened"));
    } else if (typeof data === "string" && data.includes('"ready"')) {
      isReady = true;
      show();
    }
  };
  model.on("change:_frame", changed);
  return () => model.off("change:_frame", changed);
}

function pass(port: MessagePort, frame: DataView | undefined): void {
  if (!frame) return;
  const { buffer, byteOffset, byteLength } = frame;
  const copy = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  port.postMessage(copy, [copy]);
}

/** Whether the notebook writes light on dark. */
function isDark(el: HTMLElement): boolean {
  const [red = 0, green = 0, blue = 0] = getComputedStyle(el).color.match(/\d+/g)?.map(Number) ?? [];
  return red + green + blue > 3 * 128;
}

export default { render };
