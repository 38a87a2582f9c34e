"""A plateau: the loss of a constant, and hardly a gradient. No error; it may take its time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layer_gradients import gradient_norm
from glassnet.diagnosis.output_head import Ending
from glassnet.diagnosis.range_test import STEPS

# |loss − base| by base. XOR's 2-2-1 stays within 0.02 for its first thousand steps.
NEAR = 0.03
SLOW = 0.002  # of the loss, gained in the range test's 20 steps


def plateau(of: Examination) -> Iterator[Finding]:
    """The loss of an output is that of its best constant, and the next steps do not change the
    whole."""
    for ending in of.unlearned:
        if is_flat(of, ending):
            loss, base = next(iter(ending.measured(ending.outputs[-1]))), ending.base_rate
            evidence: dict[str, Any] = {"loss": loss, "base": base, "gradient": gradient_norm(of)}
            evidence |= {"gain": f"{of.gain:.2%}", "steps": STEPS}
            where = f"loss/{ending.name}" if ending.name else "loss"
            yield Finding("plateau", 0.3, where, evidence | ending.named)


def is_flat(of: Examination, ending: Ending) -> bool:
    """Whether an output does no better than a constant, and the next steps change little."""
    base = ending.base_rate
    if base is None or of.gain > SLOW:
        return False
    losses = ending.measured(ending.outputs[-1])
    return any(abs(loss - base) <= NEAR * abs(base) for loss in losses)
