"""A drawing of a trace as PNG, where neither SVG nor scripts are shown: untrusted notebooks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from glassnet.tracing.drawing.boxes import Box
from glassnet.tracing.drawing.layering import BOX_WIDTH
from glassnet.tracing.drawing.layout import BOX_HEIGHT, Line, layout
from glassnet.tracing.drawing.svg import (
    COLOURS,
    LINE,
    SIZES,
    arrowhead,
    box_colour,
    box_texts,
    line_colours,
)

SCALE = 2  # its pixels for one of the SVG's
CURVE_POINTS = 24
PALETTE = 64  # colours: the file is a third as large

Point = tuple[float, float]


def png(boxes: Sequence[Box]) -> bytes:
    """The drawing as a PNG file of twice the SVG's size."""
    import matplotlib
    from PIL import Image, ImageDraw, ImageFont

    found = layout({box.name: box.operands for box in boxes})
    size = round(SCALE * found.width), round(SCALE * found.height)
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    # Matplotlib brings a font that has ∂ and Greek letters.
    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSansMono.ttf"
    fonts = [ImageFont.truetype(str(file), SCALE * size) for size in SIZES]
    colours = line_colours(found)
    for line in found.lines:
        colour = colours.get(line.source, LINE)
        draw.line(_scaled(_points(line)), colour, round(1.2 * SCALE), "curve")
        if line.target:
            draw.polygon(_scaled(arrowhead(line)), colour)
        if line.forks:
            draw.circle(_scaled([line.start])[0], 2.5 * SCALE, colour)
    for box, texts in zip(boxes, box_texts(boxes), strict=True):
        x, y = found.corners[box.name]
        draw.rounded_rectangle(
            [*_scaled([(x, y)])[0], *_scaled([(x + BOX_WIDTH, y + BOX_HEIGHT)])[0]],
            SCALE * (2 if box.is_input else 10),
            box_colour(box),
            "#555",
            SCALE,
        )
        for number, (text, colour, font) in enumerate(zip(texts, COLOURS, fonts, strict=True)):
            place = _scaled([(x + BOX_WIDTH / 2, y + 17 + 16 * number)])[0]
            draw.text(place, text, colour, font, "ms")
    file = io.BytesIO()
    # Octrees keep white white.
    image.quantize(PALETTE, Image.Quantize.FASTOCTREE).save(file, "png", optimize=True)
    return file.getvalue()


def _points(line: Line) -> list[Point]:
    (x1, y1), (x2, y2) = line.start, line.end
    half = (y1 + y2) / 2
    start = [] if line.lane_top is None else [(x1, line.lane_top)]
    curve: list[Point] = []
    for number in range(CURVE_POINTS + 1):
        t = number / CURVE_POINTS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        curve.append(((a + b) * x1 + (c + d) * x2, a * y1 + (b + c) * half + d * y2))
    return [*start, *curve]


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(SCALE * x, SCALE * y) for x, y in points]
