"""A plateau: the loss of a constant, and hardly a gradient. No error; it may take its time."""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layers import gradient_norm
from glassnet.diagnosis.range_test import STEPS

# |loss − base| by base. XOR's 2-2-1 stays within 0.02 for its first thousand steps.
NEAR = 0.03
SLOW = 0.002  # of the loss, gained in the range test's 20 steps


def plateau(of: Examination) -> Iterator[Finding]:
    """The loss of an output is that of its best constant, and the next steps do not change the
    whole."""
    for ending in of.unlearned:
        base, losses = ending.base_rate, list(ending.measured(ending.outputs[-1]))
        near = base is not None and any(abs(each - base) <= NEAR * abs(base) for each in losses)
        if near and of.range_test.gain <= SLOW:
            evidence = {"loss": losses[0], "base": base, "gradient": gradient_norm(of)}
            evidence |= {"gain": f"{of.range_test.gain:.2%}", "steps": STEPS}
            where = f"loss/{ending.name}" if ending.name else "loss"
            yield Finding("plateau", 0.3, where, evidence | ending.named)
