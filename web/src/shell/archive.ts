// All pictures of the page as they are, as SVG and as PNG at print size, in one ZIP file.
import { zip, type AsyncZippable } from "fflate";

import { drawingAsSvg, pictures, pngFile, svgFile } from "./download";

const PRINT = 4; // pixels for each of the page's: 300 a printed inch at 33 cm

export async function archive(): Promise<Blob> {
  const files: AsyncZippable = {};
  for (const [name, element] of pictures()) {
    const svg = drawingAsSvg(element);
    files[`${name}.svg`] = await bytes(svgFile(svg));
    files[`${name}.png`] = [await bytes(await pngFile(svg, PRINT)), { level: 0 }]; // packed already
  }
  const packed = await new Promise<Uint8Array>((resolve, reject) => {
    zip(files, (error, data) => (error ? reject(error) : resolve(data)));
  });
  return new Blob([packed as BlobPart], { type: "application/zip" });
}

const bytes = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
