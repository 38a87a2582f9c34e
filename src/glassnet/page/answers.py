"""What a page gets for its `requests`. Each message is one JSON object with its `type`."""

from __future__ import annotations

from msgspec import Struct

from glassnet.page.answer import Answer, Equation
from glassnet.page.guide_answers import GuideChecked, GuideTaken, StepShown
from glassnet.page.layers.layer_answers import ModelOpened, NumberExplained, OperationsListed
from glassnet.page.pencil.pencil_answers import Derived, Evaluated, FormulaTraced, Misread
from glassnet.page.state import PageState
from glassnet.page.units.hand_answers import OneUnit, UnitsTried


class Choices(Struct, frozen=True):
    """The names that a page offers."""

    datasets: tuple[str, ...]
    activations: tuple[str, ...]
    initializers: tuple[str, ...]
    optimizers: tuple[str, ...]
    losses: tuple[str, ...]  # that fit the data
    given: str | None  # what the rows are called that Python gave, if it gave any


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


class LayerExplained(Answer, frozen=True):
    """The rows as a layer's outputs have them, in a plane.

    Attributes:
        points: of each row that the page has.
        low, high: the plane's ends.
        share: of the outputs' variance that lies in the plane, where it is that of the first two
            principal components; None where its axes are the outputs themselves.
        lines: where the weighted sum of each unit after it is 0: x, y of both ends; None where that
            is outside. Empty for the output layer.
    """

    layer: int
    points: tuple[tuple[float, float], ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    share: float | None
    lines: tuple[tuple[float, float, float, float] | None, ...]
    step: int


class Node(Struct, frozen=True):
    """A unit while a row passes: its weighted sum, its output, and the gradient of the row's loss
    by either."""

    sum: float
    output: float
    by_sum: float
    by_output: float


class RowExplained(Answer, frozen=True):
    """A row's way through the network and back.

    Attributes:
        target: what the row should give; the number of its class.
        loss: of this row alone, without penalties.
        layers: [layer][unit].
    """

    row: int
    target: float
    loss: float
    layers: tuple[tuple[Node, ...], ...]


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


AnyAnswer = (
    Opened
    | ModelOpened
    | Refused
    | WeightExplained
    | UnitExplained
    | LayerExplained
    | RowExplained
    | OperationsListed
    | NumberExplained
    | Diagnosed
    | UnitsTried
    | OneUnit
    | Derived
    | Evaluated
    | Misread
    | FormulaTraced
    | GuideTaken
    | GuideChecked
    | StepShown
    | Failed
)
