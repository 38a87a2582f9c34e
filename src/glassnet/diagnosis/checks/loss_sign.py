"""A loss that has no lower bound, as one with the wrong sign: it falls for ever, and the network
does what it should not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.range_test import STEPS

# Below 0, by what the loss is before, within the range test's steps at any rate. A similarity ends
# at 1, the density of quantities at what the rounding of their distance allows, about 20.
FAR_BELOW = 1e3


def unbounded_loss(context: Context) -> Iterator[Finding]:
    """A negative loss that falls to a thousand times its size at a larger rate."""
    if not context.trace.value < 0:
        return
    test = context.range_test
    size = max(1.0, abs(test.before))
    lowest = min(test.trials, key=lambda each: each.after if np.isfinite(each.after) else np.inf)
    if np.isfinite(lowest.after) and lowest.after < -FAR_BELOW * size:
        evidence = {
            "before": test.before,
            "after": lowest.after,
            "scale": f"{lowest.scale:g}",
            "steps": STEPS,
        }
        yield Finding("loss-unbounded", 0.93, "loss", evidence)
