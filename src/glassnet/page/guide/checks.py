"""What a step of a guide can ask for: data that a teacher writes, never code.

Each is a table in the guide, whose key `check` names its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct, field

from glassnet.page.state import Coordinate, Name

Count = Annotated[int, Meta(ge=0, le=10_000_000)]
Row = Annotated[tuple[Coordinate, ...], Meta(min_length=1, max_length=10_000)]
Weights = Annotated[dict[Name, Coordinate], Meta(max_length=1_000)]


class Check(Struct, frozen=True, kw_only=True, tag_field="check", tag=str.lower):
    """One condition of a step."""


class Bounded(Check, frozen=True, kw_only=True):
    """A number between bounds, of which there is at least one."""

    above: Coordinate | None = None
    below: Coordinate | None = None
    at_least: Coordinate | None = None
    at_most: Coordinate | None = None

    def holds(self, value: float) -> bool:
        """Whether a number is inside; NaN is not."""
        return (
            (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
        )


class Output(Bounded, frozen=True, kw_only=True):
    """A unit's output at a point of the feature space, and weights that make it so; these may stand
    in another check of the step."""

    unit: Name
    row: Row
    set: Weights = {}


class Weight(Bounded, frozen=True, kw_only=True):
    """A weight or a bias: `x1 -> h2`, `bias -> h2`."""

    weight: Name


class Loss(Bounded, frozen=True, kw_only=True):
    """The loss of all rows."""


class Accuracy(Bounded, frozen=True, kw_only=True):
    """The share of rows answered right, from 0 to 1."""


class Steps(Bounded, frozen=True, kw_only=True):
    """How many steps were taken."""


class Rate(Bounded, frozen=True, kw_only=True):
    """The learning rate."""


class Layers(Bounded, frozen=True, kw_only=True):
    """How many hidden layers there are."""


class Units(Bounded, frozen=True, kw_only=True):
    """How many units a hidden layer has."""

    layer: Name


class Activation(Check, frozen=True, kw_only=True):
    """The activation of a hidden layer."""

    layer: Name
    expected: Name = field(name="is")


class Optimizer(Check, frozen=True, kw_only=True):
    """The optimizer's name."""

    expected: Name = field(name="is")


class Data(Check, frozen=True, kw_only=True):
    """The name of a built-in dataset."""

    expected: Name = field(name="is")


class Selected(Check, frozen=True, kw_only=True):
    """What is touched on the page: a unit, a layer, a weight."""

    place: Name


KINDS: Mapping[str, type[Check]] = {
    kind.__name__.lower(): kind
    for kind in (
        *(Output, Weight, Loss, Accuracy, Steps, Rate, Layers, Units),
        *(Activation, Optimizer, Data, Selected),
    )
}
