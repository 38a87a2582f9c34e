"""A trace for a browser: the drawing above a panel that tells of the box under the pointer.

It needs nothing else, no other file and no library: a page opened from disk and a notebook's output
show the same. Where scripts are off, boxes tell it in their tooltips.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from glassnet.tracing.drawing.boxes import Box
from glassnet.tracing.drawing.svg import svg

# Runs in the element that holds drawing and panel, for a pointer that moves and for a click, which
# holds what is shown until the next. Names are compared, not looked up: they may hold any letter.
SCRIPT = """
var box = event.target.closest('[data-told]'), held = 'glassnet-held';
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
this.querySelector('pre').textContent = box.getAttribute('data-told');
"""
PANEL = (
    "margin:0;padding:8px 16px;border-top:1px solid #999;background:#fafafa;color:#111;"
    "font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;overflow:auto;white-space:pre-wrap;"
)


def page(boxes: Sequence[Box]) -> str:
    """A page of its own, as high as its window."""
    return (
        "<!doctype html>\n<html><head><meta charset='utf-8'><title>glassnet trace</title></head>"
        f"<body style='margin:0'>{_pair(boxes, 'height:100vh', 'flex:0 0 30vh')}</body></html>\n"
    )


def embedded(boxes: Sequence[Box]) -> str:
    """For a notebook: as wide as its cell."""
    return _pair(boxes, "max-width:100%", "height:14em")


def _pair(boxes: Sequence[Box], whole: str, below: str) -> str:
    script = html.escape(" ".join(SCRIPT.split()))
    told = html.escape(boxes[-1].told if boxes else "", quote=False)
    return (
        f"<div style='display:flex;flex-direction:column;{whole}' "
        f'onmouseover="{script}" onclick="{script}">'
        f"<div style='flex:1;overflow:auto'>{svg(boxes, panel=True)}</div>"
        f"<pre style='{PANEL}{below}'>{told}</pre></div>"
    )
