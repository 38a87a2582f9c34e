// Points of the data: each class its own shape, so that no one needs the colours.
import type { Palette } from "../colour";

type Draw = (context: CanvasRenderingContext2D, x: number, y: number, r: number) => void;

function polygon(corners: number, turn: number, grown: number): Draw {
  return (context, x, y, r) => {
    for (let corner = 0; corner < corners; corner++) {
      const angle = turn + (2 * Math.PI * corner) / corners;
      const at: [number, number] = [
        x + grown * r * Math.cos(angle),
        y + grown * r * Math.sin(angle),
      ];
      if (corner === 0) context.moveTo(...at);
      else context.lineTo(...at);
    }
    context.closePath();
  };
}

const circle: Draw = (context, x, y, r) => context.arc(x, y, r, 0, 2 * Math.PI);
const diamond = polygon(4, 0, 1.3);
const UP = -Math.PI / 2;

const SHAPES: readonly Draw[] = [
  diamond,
  circle,
  polygon(4, Math.PI / 4, 1.3),
  polygon(3, UP, 1.35),
  polygon(3, -UP, 1.35),
  polygon(5, UP, 1.2),
  polygon(6, UP, 1.2),
  polygon(6, 0, 1.2),
  polygon(8, 0, 1.15),
  polygon(5, -UP, 1.2),
];

/** Add a class' shape to the canvas' path. */
export function addMark(
  context: CanvasRenderingContext2D,
  label: number,
  x: number,
  y: number,
  r: number,
): void {
  (SHAPES[label] ?? circle)(context, x, y, r);
}

/** A class' shape filled with its colour. */
export function paintMark(
  context: CanvasRenderingContext2D,
  palette: Palette,
  label: number,
  x: number,
  y: number,
  r: number,
): void {
  context.beginPath();
  addMark(context, label, x, y, r);
  context.fillStyle = palette.classes[label] ?? palette.ink;
  context.fill();
}
