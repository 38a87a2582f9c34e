"""Labels that say nothing: all the same, or without any connection with the rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.neighbours import Answers, answers

# Below these many rows chance cannot be told from a rule: XOR's nearest rows are all of the other
# class.
FEWEST = 60
# Standard deviations above chance that count as a connection.
SURE = 2.5


def constant(of: Examination) -> Iterator[Finding]:
    """Every row has the same target."""
    if len(of.y) != 1 or len(of.y[0]) < 2 or not of.y[0].size:
        return
    first = of.y[0][:1]
    if bool(np.all(of.y[0] == first)):
        value = float(first.flat[0])
        yield Finding("labels-constant", 0.97, "y", {"value": value, "rows": len(of.y[0])})


def shuffled(of: Examination) -> Iterator[Finding]:
    """Neither the nearest other row nor a linear rule predicts a target better than chance."""
    found = answers(of)
    if found is None or found.rows < FEWEST or found.classes < 2 or not _by_chance(found):
        return
    evidence = {
        "nearest": f"{found.nearest:.0%}",
        "linear": f"{found.linear:.0%}",
        "chance": f"{found.chance:.0%}",
        "rows": found.rows,
    }
    yield Finding("labels-random", 0.75, "y", evidence)


def _by_chance(found: Answers) -> bool:
    deviation = (found.chance * (1 - found.chance) / found.rows) ** 0.5
    most = max(found.largest, found.chance)
    return all(
        abs(right - chance) < SURE * deviation
        or (right < chance and right > chance - 4 * deviation)
        for right, chance in ((found.nearest, found.chance), (found.linear, most))
    )
