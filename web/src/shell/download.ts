// Files that a page gives.

/** Save as a file. */
export function save(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const SVG = "http://www.w3.org/2000/svg";
const LOOKS = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "opacity",
  "font-size",
  "font-weight",
  "font-family",
  "text-anchor",
  "paint-order",
  "stroke-linejoin",
];

// Controls are buttons: they stay out, but for the units and the activations' names.
const SHAPES = "svg :is(path, text, line, circle, rect, polyline, polygon)";
const TEXTS = ".caption, .output, figcaption, .ends, .key, .card > *, h2";
const PARTS = `canvas, ${SHAPES}, .unit, :is(${TEXTS}), :is(${TEXTS}) :not(svg, svg *)`;
const MARGIN = 24;

/** What is drawn, and a margin; the plane is as wide as the output's caption. */
function boxAround(elements: readonly Element[], drawing: HTMLElement): DOMRect {
  const whole = unscrolled(drawing);
  const boxes = elements
    .map((element) => element.getBoundingClientRect())
    .filter(({ width, height }) => width > 0 && height > 0);
  const left = Math.max(whole.left, Math.min(...boxes.map((each) => each.left)) - MARGIN);
  const right = Math.min(whole.right, Math.max(...boxes.map((each) => each.right)) + MARGIN);
  return new DOMRect(left, whole.top, right - left, whole.height);
}

/** Where an element's whole content lies, what is scrolled out of sight too. */
function unscrolled(element: HTMLElement): DOMRect {
  const { left, top, width, height } = element.getBoundingClientRect();
  if (!/auto|scroll/.test(getComputedStyle(element).overflow)) return new DOMRect(left, top, width, height);
  const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = element;
  return new DOMRect(left - scrollLeft, top - scrollTop, scrollWidth, scrollHeight);
}

/** The pictures that can be taken from the page as it is: elements by their names. */
export function pictures(): ReadonlyMap<string, HTMLElement> {
  const found = [...document.querySelectorAll<HTMLElement>("[data-picture]")];
  const seen = found.filter((element) => element.getClientRects().length > 0);
  return new Map(seen.map((element) => [element.dataset.picture!, element]));
}

/** The drawing as one SVG: its canvases as pictures, its lines as lines, its texts as texts. */
export function drawingAsSvg(drawing: HTMLElement): SVGSVGElement {
  const elements = [...drawing.querySelectorAll(PARTS)].filter(
    (element) =>
      element.matches(".activation, .name") ||
      !element.closest("button:not(.unit, .card, .small-map), [popover], defs, [hidden]"),
  );
  const signs = elements.filter((element) => !(element instanceof HTMLCanvasElement));
  const box = boxAround(signs.length > 0 ? signs : elements, drawing);
  const root = document.createElementNS(SVG, "svg");
  root.setAttribute("xmlns", SVG);
  root.setAttribute("width", String(box.width));
  root.setAttribute("height", String(box.height));
  root.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
  const paper = document.createElementNS(SVG, "rect");
  for (const [name, value] of [
    ["width", box.width],
    ["height", box.height],
    ["fill", getComputedStyle(document.body).backgroundColor],
  ]) {
    paper.setAttribute(String(name), String(value));
  }
  root.append(paper);
  for (const element of elements) {
    const copy = copyOf(element, box);
    if (copy) root.append(copy);
  }
  return root;
}

function copyOf(element: Element, box: DOMRect): Element | undefined {
  const style = getComputedStyle(element);
  if (style.visibility === "hidden") return undefined;
  const at = element.getBoundingClientRect();
  if (element instanceof HTMLCanvasElement) {
    return made("image", {
      href: element.toDataURL(),
      x: at.x - box.x,
      y: at.y - box.y,
      width: at.width,
      height: at.height,
      // A number is a square of one colour, also at print size.
      ...(style.imageRendering === "pixelated" && { "image-rendering": "pixelated" }),
    });
  }
  if (element instanceof SVGElement) {
    const { a, b, c, d, e, f } = (element as SVGGraphicsElement).getScreenCTM()!;
    const copy = element.cloneNode(true) as SVGElement;
    for (const name of LOOKS) copy.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "transform", "clip-path"]) copy.removeAttribute(name);
    const matrix = [a, b, c, d, e - box.x, f - box.y];
    const group = made("g", { transform: `matrix(${matrix.join(" ")})` });
    group.append(copy);
    return group;
  }
  if (element.classList.contains("unit")) {
    return made("circle", {
      cx: at.x - box.x + at.width / 2,
      cy: at.y - box.y + at.height / 2,
      r: at.width / 2 - 0.5,
      fill: "none",
      stroke: /rgba?\([^)]*\)/.exec(style.boxShadow)?.[0] ?? "none",
      "stroke-width": element.classList.contains("on") ? 1.75 : 1,
    });
  }
  return textOf(element, box);
}

/** The texts that an element holds itself, where they stand. */
function textOf(element: Element, box: DOMRect): Element | undefined {
  const group = made("g", {});
  const style = getComputedStyle(element);
  for (const node of element.childNodes) {
    if (node.nodeType !== Node.TEXT_NODE || !node.textContent?.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const at = range.getBoundingClientRect();
    const size = Number.parseFloat(style.fontSize);
    const text = made("text", {
      x: at.x - box.x,
      y: at.y - box.y + at.height / 2 + 0.36 * size,
      fill: style.color,
      "font-size": size,
      "font-weight": style.fontWeight,
      "font-family": style.fontFamily,
    });
    text.textContent = node.textContent.trim();
    group.append(text);
  }
  return group.childNodes.length > 0 ? group : undefined;
}

function made(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

export function svgFile(svg: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
}

/** The picture with so many pixels for each of its units. */
export async function pngFile(svg: SVGSVGElement, scale = 2): Promise<Blob> {
  const image = new Image();
  const address = URL.createObjectURL(svgFile(svg));
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Number(svg.getAttribute("width")) * scale;
  canvas.height = Number(svg.getAttribute("height")) * scale;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}
