"""What the witnesses say of a derivation, each stage under its own name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glassnet.calculus import Check, Derivation
from glassnet.calculus.notation import leibniz
from glassnet.calculus.witnesses import WITNESSES
from glassnet.messages import text


@dataclass(frozen=True)
class Stage:
    """label: the derivative that was checked: df/dx, d²f/dx². found: what each witness says."""

    label: str
    found: Sequence[Check]


def checked(derivation: Derivation) -> list[Stage]:
    """Every stage by all witnesses."""
    found, stages = derivation.check(), derivation.variables
    each = len(found) // len(stages)
    formula = derivation.formula
    return [
        Stage(
            leibniz(formula.name, stages[: number + 1], partial=len(formula.letters) > 1),
            found[number * each : (number + 1) * each],
        )
        for number in range(len(stages))
    ]


def agrees(check: Check) -> bool | None:
    """None where there was no point to compare at."""
    return None if check.agrees and not check.points else check.agrees


def told(check: Check) -> str:
    """One witness's verdict."""
    witness = text(f"check-{check.witness}")
    return text(_outcome(check), witness=witness, points=check.points, worst=f"{check.worst:.0e}")


def disagreement(stages: Sequence[Stage]) -> str:
    """The first witness who disagrees, in one line; "" if none does."""
    for stage in stages:
        for check in stage.found:
            if agrees(check) is False:
                return f"{stage.label}: {told(check)}."
    return ""


def _outcome(check: Check) -> str:
    verdict = agrees(check)
    if verdict is None:
        return "check-nowhere"
    if not verdict:
        apart = check.worst > WITNESSES[check.witness][1]
        return "check-disagrees" if apart else "check-missing"
    return "check-agrees" if check.worst else "check-agrees-exactly"
