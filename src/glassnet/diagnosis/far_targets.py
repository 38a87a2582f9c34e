"""Targets of another size than the outputs: the way to them is long, in steps that are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.loss_specs import INFINITE, RANGES
from glassnet.diagnosis.output_head import Ending
from glassnet.diagnosis.range_test import STEPS

# The distance by the outputs' own size. Fresh networks lie at 2 to 8 from standardised targets, at
# 30 to 70 from 20 ± 9.
FAR = 50.0
# Of the loss, gained in the range test's steps: at that pace thousands are to come. Of 152 ± 77
# (blood sugar after a year) Adam's default gains 0.3 % with 16 hidden units, 1.7 % with 64, 64.
COMES_NEARER = 0.01


def far_targets(of: Examination) -> Iterator[Finding]:
    """Quantities that the outputs are far from and come no nearer to."""
    for ending in of.unlearned:
        targets = _quantities(ending)
        if targets is None:
            continue
        outputs = ending.outputs[0].astype(np.float64)
        away, size = _size(targets - outputs), _size(outputs)
        if away > FAR * size and abs(of.range_test.gain) < COMES_NEARER:
            evidence: dict[str, Any] = {
                "mean": float(targets.mean()),
                "spread": float(targets.std()),
                "size": size,
                "gain": f"{of.range_test.gain:.2%}",
                "steps": STEPS,
            }
            yield Finding("targets-far", 0.8, ending.where, evidence | ending.named)


def _quantities(ending: Ending) -> NDArray[np.float64] | None:
    """The targets as the outputs lie; None of classes, and where outputs have a bound above."""
    wants, (_, most) = ending.wants, RANGES.get(ending.activation or "linear", (0.0, 0.0))
    if wants is None or (wants.least, wants.most) != (-INFINITE, INFINITE) or most < INFINITE:
        return None
    targets, outputs = ending.targets, ending.outputs[0]
    if targets is None or targets.size != outputs.size:
        return None
    return targets.reshape(outputs.shape).astype(np.float64)


def _size(values: NDArray[Any]) -> float:
    return float(np.sqrt(np.mean(np.square(values))))
