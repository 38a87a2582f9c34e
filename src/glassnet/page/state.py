"""The whole state of a page as one typed value: what a link carries, and what a change sends."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from glassnet.text import message

MOST_POINTS = 2_000  # drawn by hand
MOST_BYTES = 5_000_000  # of a table
MOST_LAYERS, MOST_UNITS = 8, 32  # of a network that is drawn whole
MOST_STEP = 10_000_000
MOST_WEIGHTS_TEXT = 2_000_000  # characters of base64
MOST_HIDDEN, MOST_WEIGHT = 4, 20  # of units whose weights are set by hand
MOST_LETTERS = 60  # of a formula
USUAL_BATCH = 32  # rows of a step: Keras' own
MOST_GUIDE_STEPS = 40

MOST_NAME = 100  # characters

Name = Annotated[str, Meta(max_length=MOST_NAME)]
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1)]
LearningRate = Annotated[float, Meta(gt=0, le=1e6)]
Coordinate = Annotated[float, Meta(ge=-1e6, le=1e6)]


class BuiltIn(Struct, frozen=True, forbid_unknown_fields=True, tag="built-in"):
    """A truth table or a shape of `glassnet.data`."""

    name: Name = "xor"
    rows: Annotated[int, Meta(ge=2, le=MOST_POINTS)] | None = None  # of a shape
    noise: Annotated[float, Meta(ge=0, le=10)] | None = None
    seed: Seed = 0


class Drawn(Struct, frozen=True, forbid_unknown_fields=True, tag="drawn"):
    """Points that were clicked on the plane."""

    points: Annotated[tuple[tuple[Coordinate, Coordinate], ...], Meta(max_length=MOST_POINTS)]
    labels: Annotated[tuple[Annotated[int, Meta(ge=0, le=9)], ...], Meta(max_length=MOST_POINTS)]


class Table(Struct, frozen=True, forbid_unknown_fields=True, tag="table"):
    """A CSV file that was dropped on the page."""

    name: Name
    text: Annotated[str, Meta(max_length=MOST_BYTES)]
    target: Name | None = None
    ignore: Annotated[tuple[Name, ...], Meta(max_length=1_000)] = ()  # columns to leave out


class Given(Struct, frozen=True, forbid_unknown_fields=True, tag="given"):
    """Rows that a Python program gave, exactly as they are. They stay with the session: a state
    only says that these are meant, so that no link carries them."""

    name: Name = "x, y"


class HiddenLayer(Struct, frozen=True, forbid_unknown_fields=True):
    """One Dense layer; the output layer follows from the data."""

    units: Annotated[int, Meta(ge=1, le=MOST_UNITS)] = 2
    activation: Name = "sigmoid"


class Start(Struct, frozen=True, forbid_unknown_fields=True):
    """Weights to begin with that no seed gives: those of a lesson, a run or a saved model.

    Attributes:
        name: where they are from.
        weights: kernel and bias of layer after layer, row by row: float32, little-endian, base64.
    """

    name: Name
    weights: Annotated[str, Meta(max_length=MOST_WEIGHTS_TEXT, pattern=r"^[A-Za-z0-9+/]*={0,2}$")]


class WeightEdit(Struct, frozen=True, forbid_unknown_fields=True, tag="weight"):
    """A weight set by hand at a step."""

    step: Annotated[int, Meta(ge=0, le=MOST_STEP)]
    variable: Name  # `hidden1/kernel`
    index: Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(max_length=16)]
    value: Coordinate


class RateEdit(Struct, frozen=True, forbid_unknown_fields=True, tag="rate"):
    """A learning rate that holds from a step on; the first one, at step 0, is the start's."""

    step: Annotated[int, Meta(ge=0, le=MOST_STEP)]
    value: LearningRate


Edit = WeightEdit | RateEdit
HandWeight = Annotated[float, Meta(ge=-MOST_WEIGHT, le=MOST_WEIGHT)]
GateName = Literal["and", "or", "nand", "nor", "xor", "xnor"]


class HandUnit(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit whose weights are set by hand, one for each of its inputs."""

    weights: Annotated[tuple[HandWeight, ...], Meta(min_length=1, max_length=MOST_HIDDEN)]
    bias: HandWeight


class HandUnits(Struct, frozen=True, forbid_unknown_fields=True):
    """The units of the Units room: a gate to solve, hidden units over its two inputs (none: one
    unit is all there is), and the output unit over these.

    A new page has a unit that is right about three rows of XOR, which is as far as one can get.
    """

    gate: GateName = "xor"
    hidden: Annotated[tuple[HandUnit, ...], Meta(max_length=MOST_HIDDEN)] = ()
    output: HandUnit = HandUnit((5.0, 5.0), -2.0)
    activation: Literal["sigmoid", "step", "tanh", "relu", "linear"] = "sigmoid"

    def __post_init__(self) -> None:
        found = [len(each.weights) for each in (*self.hidden, self.output)]
        expected = [*(2 for _ in self.hidden), len(self.hidden) or 2]
        if found != expected:
            raise ValueError(
                message("studio-hand-weights", found=str(found), expected=str(expected))
            )


Room = Literal["train", "units", "pencil", "tensorboard"]
Far = Annotated[float, Meta(ge=-1e9, le=1e9)]


class Pencil(Struct, frozen=True, forbid_unknown_fields=True):
    """A function and its derivative at a point."""

    formula: Annotated[str, Meta(max_length=500)] = "1 / (1 + exp(-(w*x + b)))"
    wrt: Name | None = None  # None: x, else the first letter
    # Letters and their values, or what these are worked out from: pi/2.
    point: Annotated[
        tuple[tuple[Name, Coordinate | Annotated[str, Meta(max_length=40)]], ...],
        Meta(max_length=MOST_LETTERS),
    ] = (("w", 2.0), ("x", 1.0), ("b", -1.0))
    h: Far | None = None  # of the secant through x and x + h; None: the widest that is drawn
    across: tuple[Far, Far] | None = None  # the ends of the drawing; None: what suits the point


class Guided(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a person has followed a guide.

    Attributes:
        name: of the guide.
        step: the one that is open, counted from 0.
        done: the steps that were done.
        is_open: whether the guide is shown.
    """

    name: Name
    step: Annotated[int, Meta(ge=0, lt=MOST_GUIDE_STEPS)] = 0
    done: Annotated[
        tuple[Annotated[int, Meta(ge=0, lt=MOST_GUIDE_STEPS)], ...],
        Meta(max_length=MOST_GUIDE_STEPS),
    ] = ()
    is_open: bool = True


class PageState(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that decides what a page shows.

    The same state gives the same numbers: the weights follow from the seed, the steps and the
    edits.
    """

    room: Room = "train"  # what the page is used for now
    pencil: Pencil = Pencil()
    data: BuiltIn | Drawn | Table | Given = BuiltIn()
    layers: Annotated[tuple[HiddenLayer, ...], Meta(max_length=MOST_LAYERS)] = (HiddenLayer(),)
    initializer: Name = "glorot_uniform"
    optimizer: Name = "adam"
    learning_rate: LearningRate = 0.1  # now; `edits` know of earlier ones
    penalty: Literal["none", "l1", "l2"] = "none"
    penalty_rate: Annotated[float, Meta(ge=0, le=100)] = 0.001
    loss: Name | None = None  # None: the task's default
    batch_size: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None  # None: all rows
    seed: Seed = 0
    start: Start | None = None  # None: the initializer's weights
    plane: tuple[int, int] = (0, 1)  # the features of the plane
    held: tuple[Coordinate, ...] = ()  # the value of each feature elsewhere; none: their means
    step: Annotated[int, Meta(ge=0, le=MOST_STEP)] = 0
    edits: Annotated[tuple[Edit, ...], Meta(max_length=1_000)] = ()
    units: HandUnits = HandUnits()
    guide: Guided | None = None  # what is followed beside the page
