"""What a page asks of its session and what it gets: the protocol, from which TypeScript's types are
written.

Each message is one JSON object with its `type`. Newest numbers come as binary `frames`.
"""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta, Struct

from glassnet.studio.state import MOST_STEP, Coordinate, Name, PageState


def kebab(name: str) -> str:
    """`why-weight` for `WhyWeight`."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", name).lower()


Index = Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(max_length=2)]
Steps = Annotated[int, Meta(ge=1, le=MOST_STEP)]


class Request(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=kebab):
    """What a page sends."""


class Change(Request, frozen=True):
    """Take this state, but for its step and its edits: what was trained is kept where only the
    learning rate or the view differ, else training begins anew."""

    state: PageState


class Restore(Request, frozen=True):
    """Take this state with its step and its edits, as a link brings it."""

    state: PageState


class Play(Request, frozen=True):
    """Train until `Pause`. steps_per_second: None for as fast as the machine can."""

    steps_per_second: Annotated[float, Meta(ge=0.1, le=1e6)] | None = None


class Pause(Request, frozen=True):
    """Stop after the step under way."""


class Step(Request, frozen=True):
    """Train so many steps."""

    steps: Steps = 1


class Epoch(Request, frozen=True):
    """Train to the end of the epoch."""


class Rewind(Request, frozen=True):
    """Go back to the start: the same weights, the same shuffles."""


class Seek(Request, frozen=True):
    """Show the network as it was at a step; training goes on from there."""

    step: Annotated[int, Meta(ge=0, le=MOST_STEP)]


class SetWeight(Request, frozen=True):
    """Set one weight by hand."""

    variable: Name
    index: Index
    value: Coordinate


class Ready(Request, frozen=True):
    """The page has drawn the last frame, and takes the next one."""


class WhyWeight(Request, frozen=True):
    """Explain one weight or bias: its gradient path by path, its next update. row: of one row
    alone; None for all rows."""

    variable: Name
    index: Index
    row: Annotated[int, Meta(ge=0)] | None = None


class WhyUnit(Request, frozen=True):
    """Explain one unit for a point of the feature space. layer: 0 for the first hidden one."""

    layer: Annotated[int, Meta(ge=0)]
    unit: Annotated[int, Meta(ge=0)]
    point: Annotated[tuple[Coordinate, ...], Meta(max_length=10_000)]


class Diagnose(Request, frozen=True):
    """Why does the network not learn, as it stands?"""


class Apply(Request, frozen=True):
    """Apply the remedy of a finding of the last `Diagnose`."""

    finding: Annotated[int, Meta(ge=0)]


AnyRequest = (
    Change
    | Restore
    | Play
    | Pause
    | Step
    | Epoch
    | Rewind
    | Seek
    | SetWeight
    | Ready
    | WhyWeight
    | WhyUnit
    | Diagnose
    | Apply
)


class Answer(Struct, frozen=True, tag_field="type", tag=kebab):
    """What a page gets."""


class Choices(Struct, frozen=True):
    """The names that a page offers."""

    datasets: tuple[str, ...]
    activations: tuple[str, ...]
    initializers: tuple[str, ...]
    optimizers: tuple[str, ...]
    losses: tuple[str, ...]  # that fit the data


class Points(Struct, frozen=True):
    """The rows of the data.

    Attributes:
        x: [rows][features], as the network gets them.
        y: [rows] class numbers, or targets.
        features: names.
        classes: names; none for a regression.
        low, high: [features] the ends of the plane's axes.
    """

    x: tuple[tuple[float, ...], ...]
    y: tuple[float, ...]
    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


class LayerShape(Struct, frozen=True):
    """A layer as it was built. name: of its variables, `hidden1/kernel`."""

    name: str
    units: int
    activation: str


class Opened(Answer, frozen=True):
    """The session as it now is: after connecting and after each change."""

    state: PageState
    choices: Choices
    points: Points
    layers: tuple[LayerShape, ...]  # the output layer is the last
    loss: str
    steps_per_epoch: int


class Refused(Answer, frozen=True):
    """A change that cannot be made; everything stays as it was.

    Attributes:
        fields: name of a field of the state -> why; "" where no field is to blame.
    """

    fields: dict[str, str]


class Factor(Struct, frozen=True):
    """A local derivative, ∂target/∂source."""

    target: str
    source: str
    value: float


class Path(Struct, frozen=True):
    """One path of the chain rule from a weight to the loss.

    Attributes:
        factors: from the weight on.
        product: of the factors.
        units: [layer, unit] of each unit on it.
    """

    factors: tuple[Factor, ...]
    product: float
    units: tuple[tuple[int, int], ...]


class Equation(Struct, frozen=True):
    """One line of the optimizer's rule: in letters, in numbers, and its value."""

    name: str
    rule: str
    numbers: str
    value: float


class WeightExplained(Answer, frozen=True):
    """Why a weight changes as it does.

    Attributes:
        row: the row whose paths are shown, or None for all rows.
        gradient: of the loss of all rows, by automatic differentiation.
        by_paths: the sum of all paths: of the row, or of all rows; None where these are too many.
        difference: `gradient` by a finite difference; None where there is a kink.
        whole: whether `paths` are all of them.
        paths: the largest first. What comes after the output's weighted sum is one factor, whose
            target is `loss`.
        update: the optimizer's next step; empty where its rule is not known.
        batch: numbers of the rows that the next step trains on.
    """

    variable: str
    index: tuple[int, ...]
    row: int | None
    value: float
    gradient: float
    by_paths: float | None
    difference: float | None
    whole: bool
    paths: tuple[Path, ...]
    update: tuple[Equation, ...]
    batch: tuple[int, ...]
    step: int


class Term(Struct, frozen=True):
    """One product of a weighted sum."""

    weight: float
    input: float
    name: str  # of the input


class UnitExplained(Answer, frozen=True):
    """A unit's output at a point: activation(Σ weight · input + bias)."""

    layer: int
    unit: int
    point: tuple[float, ...]
    terms: tuple[Term, ...]
    bias: float
    sum: float
    activation: str
    output: float


class FoundCause(Struct, frozen=True):
    """A finding of `gn.diagnose` in the language of the page."""

    key: str
    likelihood: float
    where: str
    said: str
    remedy: str
    product: str
    applicable: bool


class Diagnosed(Answer, frozen=True):
    """The findings, the likeliest first; empty where nothing was found."""

    findings: tuple[FoundCause, ...]
    note: str  # what there was no time for


class Failed(Answer, frozen=True):
    """Something that was asked for cannot be done; one line."""

    reason: str


AnyAnswer = Opened | Refused | WeightExplained | UnitExplained | Diagnosed | Failed
