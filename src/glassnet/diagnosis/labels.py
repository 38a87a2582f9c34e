"""Labels that say nothing: all the same, or without any connection with the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.neighbours import Table

# Below these many rows chance cannot be told from a rule: XOR's nearest rows are all of the other
# class.
FEWEST = 60
# Standard deviations above chance that count as a connection, and below it: parity's nearest rows
# are wrong far too often for chance.
# Of 40 shuffles of moons, blobs and a curve 92 to 98 % are found so.
SURE, WORSE = 2.5, 4.0


def constant(of: Examination) -> Iterator[Finding]:
    """Every row has the same target."""
    for ending in of.endings:
        targets = of.given(ending)
        if targets is None or len(targets) < 2 or not targets.size:
            continue
        if bool(np.all(targets == targets[:1])):
            evidence = {"value": float(targets.flat[0]), "rows": len(targets)}
            yield Finding("labels-constant", 0.97, ending.where, evidence | ending.named)


def shuffled(of: Examination) -> Iterator[Finding]:
    """Neither the nearest other row nor a linear nor a quadratic rule beats chance."""
    for ending in of.unlearned:
        for key, evidence in _no_better_than_chance(Table.of(of, ending)):
            yield Finding(key, 0.75, ending.where, evidence | ending.named)


def _no_better_than_chance(table: Table | None) -> Iterator[tuple[str, dict[str, Any]]]:
    if table is None or len(table.targets) < FEWEST or table.classes == 1:
        return
    # Left-out rows' correlation is below 0 by itself.
    if max(table.sureness.values()) >= SURE or table.sureness["nearest"] <= -WORSE:
        return
    rows = {"rows": len(table.targets)}
    if table.classes:
        shares = {name: f"{share:.0%}" for name, share in table.rules.items()}
        yield "labels-random", shares | {"chance": f"{table.chance:.0%}"} | rows
    else:
        yield "targets-random", dict(table.rules) | rows
