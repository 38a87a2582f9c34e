"""Labels that say nothing: all the same, or without any connection with the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from glassnet.diagnosis.baselines import Table
from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding

# Below so many rows, as much as classes of other sizes are worth, chance cannot be told from a
# rule: XOR's nearest rows are all of the other class.
FEWEST = 60
# Targets that shuffles connect with the rows as well, more often than so, look shuffled; and by
# that share of what is shuffled is missed.
BY_CHANCE = 0.05


def constant(of: Examination) -> Iterator[Finding]:
    """Every row has the same target."""
    for ending in of.endings:
        targets = of.given(ending)
        if targets is None or not targets.size or len(told := of.told(ending)) < 2:
            continue
        targets = targets[told]
        if bool(np.all(targets == targets[:1])):
            evidence = {"value": float(targets.flat[0]), "rows": len(targets)}
            yield Finding("labels-constant", 0.97, ending.where, evidence | ending.named)


def shuffled(of: Examination) -> Iterator[Finding]:
    """Neither the nearest other rows nor a linear nor a quadratic rule beats shuffled targets."""
    for ending in of.unlearned:
        table = Table.of(of, ending)
        if table is None or table.targets.weight < FEWEST or table.by_chance <= BY_CHANCE:
            continue
        evidence: dict[str, Any] = {
            "rows": len(table.alike),
            "shuffles": f"{table.by_chance:.0%}",
        } | ending.named
        if table.classes:
            evidence |= {name: f"{share:.0%}" for name, share in table.rules.items()}
            evidence["commonest"] = f"{table.bars['nearest']:.0%}"
        else:
            evidence |= table.rules
        yield Finding(
            "labels-random" if table.classes else "targets-random", 0.75, ending.where, evidence
        )
