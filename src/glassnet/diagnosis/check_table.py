"""Every check, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from glassnet.diagnosis.checks.data import scales
from glassnet.diagnosis.checks.gradients import exploding, vanishing
from glassnet.diagnosis.checks.linear import not_separable
from glassnet.diagnosis.checks.losses import misfits
from glassnet.diagnosis.checks.no_gradient import flat_gradient, zero_gradient
from glassnet.diagnosis.checks.nonfinite import not_finite
from glassnet.diagnosis.checks.optimisation import rate, rate_from_the_start
from glassnet.diagnosis.checks.recurrent import exploding_over_time, vanishing_over_time
from glassnet.diagnosis.checks.saturation import stuck_outputs, unanswering
from glassnet.diagnosis.checks.symmetry import copies
from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.far_targets import far_targets
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.labels import constant, shuffled
from glassnet.diagnosis.plateau import plateau
from glassnet.diagnosis.unused import unused


class Check(NamedTuple):
    """find: the findings of one cause. always: whether it is asked of a network that has learned
    as well: one that has may saturate its units, and is not to blame for its inputs. traced:
    whether it reads the trace; else it costs next to nothing."""

    find: Callable[[Examination], Iterable[Finding]]
    always: bool = False
    traced: bool = True


# Of numbers that are not finite every other check would speak of consequences.
FIRST = Check(not_finite, always=True)
CHECKS = (
    Check(misfits, always=True, traced=False),
    Check(constant, always=True, traced=False),
    Check(unused, always=True),
    Check(zero_gradient),
    Check(copies),
    Check(unanswering),
    Check(stuck_outputs),
    Check(exploding),
    Check(vanishing),
    Check(exploding_over_time),
    Check(vanishing_over_time),
    Check(scales),
    Check(far_targets),
    Check(shuffled),
    Check(not_separable),
    Check(rate),
)
# What units that do not answer may follow from.
CONSEQUENCES = frozenset(("saturated", "saturated-output", "dead-relu"))
CAUSE = Check(rate_from_the_start)
# What stands still for a reason need not be said to stand still.
LAST = (Check(flat_gradient), Check(plateau))
