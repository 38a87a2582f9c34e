"""The form of a step that is compiled soon, for one that runs a few dozen times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glassnet.graph import run_once
from glassnet.graph.capture import NO_RULES, Captured
from glassnet.graph.flops import flops
from glassnet.graph.replay import replay
from glassnet.training.fusion.fuse import StepForm

MOST_FLOPS = 2**23
"""Of a step that runs a hundred times: beyond, it loses more time than its compiling saves.

Batches of 9 rows, compile and step on two cores of a Xeon, as it was and compiled soon:
20-64-32-3, 0.41 s, 0.2 ms and 0.12 s, 0.25 ms; Conv2D(8) on 28×28, 0.60 s, 0.9 ms and 0.15 s,
2.4 ms; LSTM(16) × 20, 0.72 s, 0.4 ms and 0.19 s, 0.9 ms.
"""


def compiled_soon(step: Captured) -> StepForm:
    """A step as Keras wrote it, to be compiled without what takes long, where it is small."""
    options: Mapping[str, Any] = run_once.SMALL if flops(step) <= MOST_FLOPS else {}
    return StepForm(replay(step, NO_RULES), run_once.unless_compared(options, step))
