// Pictures on a canvas: enlarged smoothly, with the line where they are neutral, which is 0.

import { entryOf, MOST } from "../colour";
import { zeroLine } from "./contour";

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pictures of one size below each other, which reach a canvas far faster together than one by one. */
export class Sheet {
  readonly #canvas = document.createElement("canvas");
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(1);

  constructor(private readonly side: number) {}

  /** Begin anew, with room for so many pictures. */
  begin(count: number): void {
    if (this.#image.height === this.side * count) return;
    this.#canvas.width = this.side;
    this.#canvas.height = this.side * count;
    this.#image = new ImageData(this.side, this.side * count);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /** The colours of a picture, little-endian RGBA. */
  put(place: number, colour: (pixel: number) => number): void {
    const count = this.side * this.side;
    const first = place * count;
    for (let pixel = 0; pixel < count; pixel++) this.#pixels[first + pixel] = colour(pixel);
  }

  /** All pictures are there. */
  end(): void {
    this.#canvas.getContext("2d")!.putImageData(this.#image, 0, 0);
  }

  /** Draw a picture. Its outer pixels' middles lie on the area's edges. */
  draw(context: CanvasRenderingContext2D, place: number, area: Area): void {
    const { side } = this;
    const across = area.width / (side - 1);
    const down = area.height / (side - 1);
    context.imageSmoothingQuality = "low"; // linear, which a picture of a smooth function is
    context.drawImage(
      this.#canvas,
      0,
      place * side,
      side,
      side,
      area.x - across / 2,
      area.y - down / 2,
      area.width + across,
      area.height + down,
    );
  }
}

const sheets = new Map<number, Sheet>();

function paintPixels(
  context: CanvasRenderingContext2D,
  side: number,
  area: Area,
  colour: (pixel: number) => number,
): void {
  const sheet = sheets.get(side) ?? new Sheet(side);
  sheets.set(side, sheet);
  sheet.begin(1);
  sheet.put(0, colour);
  sheet.end();
  sheet.draw(context, 0, area);
}

/** The line where a picture is 0. The context's stroke is the line's. */
export function paintLine(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  side: number,
  area: Area,
): void {
  const across = area.width / (side - 1);
  const down = area.height / (side - 1);
  context.beginPath();
  zeroLine(values, side, (x0, y0, x1, y1) => {
    context.moveTo(area.x + x0 * across, area.y + y0 * down);
    context.lineTo(area.x + x1 * across, area.y + y1 * down);
  });
  context.stroke();
}

/** One number a pixel. The context is clipped to the area, its stroke is the line's. */
export function paintValues(
  context: CanvasRenderingContext2D,
  values: Int16Array,
  side: number,
  area: Area,
  table: Uint32Array,
  hasLine = true,
): void {
  paintPixels(context, side, area, (pixel) => table[entryOf(values[pixel]!)]!);
  if (hasLine) paintLine(context, values, side, area);
}

/** Several classes: the likeliest one's colour, and the lines between them. values: [classes, …]. */
export function paintClasses(
  context: CanvasRenderingContext2D,
  values: Int16Array,
  side: number,
  area: Area,
  tables: readonly Uint32Array[],
): void {
  const pixels = side * side;
  const best = new Uint8Array(pixels);
  const classes = tables.length;
  const at = (label: number, pixel: number) => values[label * pixels + pixel]!;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let label = 1; label < classes; label++) {
      if (at(label, pixel) > at(best[pixel]!, pixel)) best[pixel] = label;
    }
  }
  paintPixels(
    context,
    side,
    area,
    (pixel) => tables[best[pixel]!]![entryOf(at(best[pixel]!, pixel))]!,
  );
  const lead = new Float32Array(pixels);
  for (let label = 0; label + 1 < classes; label++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      let other = -Infinity;
      for (let rival = 0; rival < classes; rival++)
        if (rival !== label) other = Math.max(other, at(rival, pixel));
      lead[pixel] = at(label, pixel) - other;
    }
    paintLine(context, lead, side, area);
  }
}

/** A canvas of a size in CSS pixels, sharp on the screen that it is on. */
export function prepare(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  background?: string,
): CanvasRenderingContext2D {
  const scale = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  const context = canvas.getContext("2d", { alpha: !background })!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  if (background) {
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
  } else context.clearRect(0, 0, width, height);
  return context;
}

/** An input over the plane: a slope along its own axis, nothing along the others. */
export function slopePicture(
  side: number,
  isAcross: boolean,
  isUp: boolean,
  low: number,
  high: number,
): Int16Array {
  const values = new Int16Array(side * side);
  if (!isAcross && !isUp) return values;
  const largest = Math.max(Math.abs(low), Math.abs(high)) || 1;
  for (let pixel = 0; pixel < values.length; pixel++) {
    const share = isAcross
      ? (pixel % side) / (side - 1)
      : 1 - Math.floor(pixel / side) / (side - 1);
    values[pixel] = Math.round((MOST * (low + (high - low) * share)) / largest);
  }
  return values;
}
