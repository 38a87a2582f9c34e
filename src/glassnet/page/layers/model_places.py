"""What a guide speaks of in a model that is shown by its layers."""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from typing import NamedTuple

from glassnet.page.layers.layer_answers import LayerCard
from glassnet.page.places import ALONE, Place, Shape


class ModelShape(NamedTuple):
    """What there is to speak of in a model that is shown by its layers.

    Attributes:
        cards: its layers.
        has_accuracy: whether this is its score.
    """

    cards: tuple[LayerCard, ...]
    has_accuracy: bool

    def place(self, name: str) -> Place | None:
        """The place that a name means; None for none.

        name: `lstm`, `loss` (cards), `lstm/forget_gate`, `lstm/lstm_cell/kernel` (any number of a
            part or a variable), `lstm/lstm_cell/kernel[0, 3]` (one of a variable), `data`,
            `accuracy` or `training`.
        """
        variable, bracket, inside = name.partition("[")
        for card in self.cards:
            if name == card.name:
                return Place("card", card=name)
            shapes = {each.name: each.shape for each in card.variables}
            parts = {f"{card.name}/{each.label}": each.node for each in card.parts}
            if name in shapes or name in parts:
                return Place("part", card=card.name, of=parts.get(name, name))
            if bracket and variable in shapes:
                index = _index(inside, shapes[variable])
                if index is None:
                    return None
                return Place("number", card=card.name, of=variable, index=index)
        return Place(ALONE[name]) if name in ALONE else None

    @property
    def names(self) -> list[str]:
        """All layers, parts and variables, and one example of a number, to choose from."""
        parts = [f"{card.name}/{each.label}" for card in self.cards for each in card.parts]
        variables = [each for card in self.cards for each in card.variables]
        numbers = [f"{each.name}{[0] * len(each.shape)}" for each in variables[:1]]
        names = [card.name for card in self.cards]
        return [*names, *parts, *(each.name for each in variables), *numbers, *ALONE]

    @property
    def first(self) -> Place | None:
        """The card that a page shows first."""
        shown = [*(each for each in self.cards if each.view != "input"), *self.cards]
        return Place("card", card=shown[0].name) if shown else None


AnyShape = Shape | ModelShape


def _index(written: str, shape: Sequence[int]) -> tuple[int, ...] | None:
    """`0, 3]` as an index of an array of this shape; None where it is none."""
    if not re.fullmatch(r"\d{1,9}(, ?\d{1,9})*\]", written):
        return None
    found = tuple(map(int, written[:-1].split(",")))
    is_inside = len(found) == len(shape) and all(map(operator.lt, found, shape))
    return found if is_inside else None
