"""A drawing of a trace for a browser, above a panel that explains the box under the pointer; as PNG
for notebooks that show neither SVG nor scripts.

It needs no other file and no library. Where scripts are off, boxes show it in their tooltips.
"""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from glassnet.text import language, message
from glassnet.tracing.drawing.boxes import Box
from glassnet.tracing.drawing.layout import BOX_HEIGHT, BOX_WIDTH, Line, layout
from glassnet.tracing.drawing.svg import (
    COLOURS,
    LINE,
    SIZES,
    arrowhead,
    box_colour,
    box_texts,
    line_colours,
    svg,
)
from glassnet.tracing.tables import MONOSPACE

# Runs in the element that holds drawing and panel, for a pointer that moves and for a click, which
# holds what is shown until the next. Names are compared, not looked up: they may hold any letter.
SCRIPT = """
var box = event.target.closest('[data-explanation]'), held = 'glassnet-held';
if (event.type == 'click') this.classList.toggle(held, !!box);
else if (this.classList.contains(held)) return;
if (!box) return;
var name = box.getAttribute('data-box'), title = box.querySelector('title');
if (title) title.remove();
this.querySelectorAll('[data-box],[data-from],[data-to]').forEach(function (each) {
  each.classList.toggle('glassnet-on', ['box', 'from', 'to'].some(function (end) {
    return each.getAttribute('data-' + end) === name;
  }));
});
this.querySelector('pre').textContent = box.getAttribute('data-explanation');
"""

# A notebook shows the picture until this puts the drawing in its place; a notebook that is not
# trusted runs no script, and of an SVG it would leave the texts alone.
REPLACE = "document.querySelectorAll('[data-glassnet={key}]').forEach(e=>e.innerHTML={drawing})"
PANEL = f"overflow:auto;padding:8px 16px;background:#f6f6f6;color:#111;font:13px/1.5 {MONOSPACE}"
NARROW = 760  # pixels: beside such a drawing a screen has room for the panel
SCALE = 2  # pixels of the PNG for one of the SVG's
CURVE_POINTS = 24
PALETTE = 64  # colours: the file is a third as large

Point = tuple[float, float]


def page(boxes: Sequence[Box]) -> str:
    """A page of its own, as high as its window; the panel stands beside a narrow drawing."""
    found = layout({box.name: box.operands for box in boxes})
    direction, drawing, panel = ("row", "none", "1")
    if found.width > NARROW:
        direction, drawing, panel = ("column", "1", "0 0 30vh")
    whole = f"display:flex;flex-direction:{direction};height:100vh"
    content = _with_panel(boxes, whole, f"flex:{drawing}", f"flex:{panel}")
    return (
        f"<!doctype html>\n<html lang='{language()}'><head><meta charset='utf-8'>"
        f"<title>glassnet trace</title></head><body style='margin:0'>{content}</body></html>\n"
    )


def embedded(boxes: Sequence[Box]) -> str:
    """The drawing for a notebook, with its panel, and a picture where scripts may not run."""
    drawing = _with_panel(boxes, "max-width:100%", "max-height:40em", "height:14em")
    key = f"g{sha256(drawing.encode()).hexdigest()[:16]}"
    script = REPLACE.format(key=key, drawing=json.dumps(drawing).replace("</", "<\\/"))
    picture = png(boxes)
    width = int.from_bytes(picture[16:20]) // SCALE  # where a PNG file has it
    source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    legend = html.escape(message("drawing-legend"))
    return (
        f'<div data-glassnet="{key}"><p>{legend}</p><img alt="{legend}" width="{width}" '
        f'style="max-width:100%" src="{source}"></div><script>{script}</script>'
    )


def _with_panel(boxes: Sequence[Box], whole: str, drawing: str, panel: str) -> str:
    """Join drawing and panel, each with a style. The panel begins with the last box, the loss."""
    script = html.escape(" ".join(SCRIPT.split()))
    first = html.escape(boxes[-1].explanation if boxes else "", quote=False)
    hint = html.escape(message("drawing-hint"))
    return (
        f'<div style="{whole}" onmouseover="{script}" onclick="{script}">'
        f'<div style="{drawing};overflow:auto">{svg(boxes, with_panel=True)}</div>'
        f'<div style="{panel};{PANEL}"><p style="margin:0;color:#555">{hint}</p>'
        f'<pre style="font:inherit;white-space:pre-wrap">{first}</pre></div></div>'
    )


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
