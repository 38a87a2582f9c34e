"""What a page gets of a model of any layers: its layers as cards, their operations, and single
numbers with what they are made of."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from glassnet.page.answer import Answer, Equation
from glassnet.page.state import Guided

View = Literal[
    "attention",
    "convolution",
    "embedding",
    "general",
    "input",
    "loss",
    "maps",
    "recurrent",
    "sequence",
    "units",
]


class Part(Struct, frozen=True):
    """Numbers of a layer that are worth showing: its output, the gates of an LSTM, attention.

    Attributes:
        label: `output`, or the field's word for it: `forget_gate`.
        node: its name in the trace; of one that each time step has, with `{}` for the step.
        shape: of one row's numbers; of a node at each time step, the steps come first.
        row_axis: the axis of the rows in the node's own shape; those before it have one place.
    """

    label: str
    node: str
    shape: tuple[int, ...]
    row_axis: int
    has_gradient: bool


class Variable(Struct, frozen=True):
    """Weights of a layer. name: `conv2d/kernel`."""

    name: str
    shape: tuple[int, ...]
    trainable: bool


class LayerCard(Struct, frozen=True):
    """A layer, or an operation outside of layers, as the page's drawing has it.

    Attributes:
        name: unique in the model.
        kind: Keras' class, `Conv2D`; of an operation outside of layers, its name.
        view: how the page shows it.
        about: its settings in a few words.
        inputs: the cards that it gets its numbers from.
        column: how many cards come before it on the longest way; 0 for the inputs.
        parts: what it computes; the output is the first.
    """

    name: str
    kind: str
    view: View
    about: str
    inputs: tuple[str, ...]
    column: int
    parameters: int
    parts: tuple[Part, ...]
    variables: tuple[Variable, ...]


class ModelOpened(Answer, frozen=True):
    """A model of any layers, and its data.

    Attributes:
        cards: from the inputs to the loss, column by column.
        rows: how many can be looked at; statistics are of all of these.
        all_rows: how many the model is trained on.
        scored_rows: how many loss and score are of, the first ones.
        targets: of each row that can be looked at: a class number, or a target; none where it has
            several numbers.
        classes: how many there are; 0 for a regression.
        losses: Keras' names of them, each once.
        score: what the curve beside the loss shows; None where there are several outputs.
        reconstructs: whether the output has the input's shape and is compared with it.
        learning_rate: None where it is no single number.
        guide: how far one was followed; None where none is.
    """

    name: str
    cards: tuple[LayerCard, ...]
    rows: int
    all_rows: int
    scored_rows: int
    targets: tuple[float, ...]
    classes: int
    losses: tuple[str, ...]
    score: Literal["accuracy", "error"] | None
    reconstructs: bool
    optimizer: str
    learning_rate: float | None
    batch_size: int
    steps_per_epoch: int
    guide: Guided | None = None


class LayerOperation(Struct, frozen=True):
    """One operation of a layer: its formulas, and what `Part` says of its numbers."""

    operation: str
    formula: str
    gradient_formula: str
    part: Part


class OperationsListed(Answer, frozen=True):
    """A card unfolded to its operations, in the order of computing."""

    card: str
    operations: tuple[LayerOperation, ...]


class Influence(Struct, frozen=True):
    """A number that another one depends on.

    Attributes:
        name, index: which number.
        value: its value; of one that the gradient comes from, its gradient.
        derivative: of the later number by the earlier one.
    """

    name: str
    index: tuple[int, ...]
    value: float
    derivative: float


class NumberExplained(Answer, frozen=True):
    """Any number of the model: what it is made of, and where its gradient comes from.

    Attributes:
        card: the card that it belongs to.
        formula, gradient_formula: of its node, in names.
        terms, uses: the largest; there are `count` and `use_count` of them.
        difference: of a weight, the gradient by a finite difference; None where there is a kink.
        update: of a weight, the optimizer's next step; empty where its rule is not known.
    """

    card: str
    name: str
    index: tuple[int, ...]
    value: float
    gradient: float | None
    formula: str
    gradient_formula: str
    terms: tuple[Influence, ...]
    uses: tuple[Influence, ...]
    count: int
    use_count: int
    difference: float | None
    update: tuple[Equation, ...]
    step: int
