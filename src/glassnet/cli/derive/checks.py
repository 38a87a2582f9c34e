"""What the witnesses say of a derivation, each stage under its own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glassnet.calculus import Check, Derivation
from glassnet.calculus.cross_checks import WITNESSES
from glassnet.calculus.printing.style import leibniz
from glassnet.text import message


@dataclass(frozen=True)
class Stage:
    """label: the derivative that was checked: df/dx, d²f/dx². found: what each witness says."""

    label: str
    found: Sequence[Check]


def checked(derivation: Derivation, values: Mapping[str, str]) -> list[Stage]:
    """Every stage by all witnesses. values: a point to compare at and beside, or none."""
    found, stages = derivation.check(values), derivation.variables
    each = len(found) // len(stages)
    formula = derivation.formula
    return [
        Stage(
            leibniz(formula.name, stages[: number + 1], partial=len(formula.letters) > 1),
            found[number * each : (number + 1) * each],
        )
        for number in range(len(stages))
    ]


def told(check: Check) -> str:
    """One witness's verdict."""
    witness = message(f"check-{check.witness}")
    return message(
        _outcome(check), witness=witness, points=check.points, worst=f"{check.worst:.0e}"
    )


def disagreement(stages: Sequence[Stage]) -> str:
    """The first witness who disagrees, in one line; "" if none does."""
    for stage in stages:
        for check in stage.found:
            if check.agrees is False:
                return f"{stage.label}: {told(check)}."
    return ""


def _outcome(check: Check) -> str:
    if check.agrees is None:
        return "check-nowhere"
    if not check.agrees:
        apart = check.worst > WITNESSES[check.witness][1]
        return "check-disagrees" if apart else "check-missing"
    return "check-agrees" if check.worst else "check-agrees-exactly"
