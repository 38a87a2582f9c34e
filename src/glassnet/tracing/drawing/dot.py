"""A drawing of a trace in Graphviz' language."""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.tracing.drawing.boxes import Box


def dot(boxes: Sequence[Box]) -> str:
    """The graph for `dot`, which lays it out itself."""
    lines = ["digraph trace {", "  rankdir=LR;", '  node [shape=box, fontname="monospace"];']
    for box in boxes:
        lines.append(f"  {_quoted(box.name)} [label={_quoted(chr(10).join(box.lines))}];")
    for box in boxes:
        lines += [f"  {_quoted(each)} -> {_quoted(box.name)};" for each in box.operands]
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
