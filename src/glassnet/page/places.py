"""What a guide speaks of: a unit, a layer, a weight, the loss; as a page knows it and as a person
writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple, get_args

from msgspec import Meta, Struct

LETTERS = "hgkmqrsv"  # of the units of hidden layers, as on the page, which draws no more layers
ARROW, BIAS = "->", "bias"

Alone = Literal["data", "loss", "accuracy", "training"]
OfNetwork = Literal["layer", "unit", "weights", "biases", "weight", "bias"]
OfModel = Literal["card", "part", "number"]
Kind = OfNetwork | OfModel | Alone
ALONE: Mapping[str, Alone] = {each: each for each in get_args(Alone)}
VARIABLES: Mapping[str, OfNetwork] = {"kernel": "weights", "bias": "biases"}
Number = Annotated[int, Meta(ge=0)]
Longer = Annotated[str, Meta(max_length=1_000)]


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A place on the page.

    Attributes:
        what: its kind. `weights` and `biases` are all those of a layer; `part` is any number of an
            output, a gate or a variable; `training` is where it is started.
        layer: 0 for the inputs, 1 for the first hidden layer, -1 for the output layer; of a weight,
            the layer that it leads to.
        unit: of the layer.
        source: of a weight, the unit of the layer before that it comes from.
        card: of a model that is shown by its layers, the layer's name.
        of: there, a variable's name or the node of a `Part`.
        index: there, of a number.
    """

    what: Kind
    layer: Annotated[int, Meta(ge=-1)] = 0
    unit: Number = 0
    source: Number = 0
    card: Longer = ""
    of: Longer = ""
    index: Annotated[tuple[Number, ...], Meta(max_length=16)] = ()

    def is_touched_by(self, other: Place) -> bool:
        """Whether who touches the other place touches this one."""
        match self.what:
            case "card":
                return self.card == other.card
            case "part":
                return (self.card, self.of) == (other.card, other.of)
            case _:
                return self == other


class Shape(NamedTuple):
    """What there is to speak of in a network of layers.

    Attributes:
        features: names of the inputs.
        hidden: units of each hidden layer.
        outputs: units of the output layer.
        letter: of these: p where they are probabilities, y where they are numbers.
    """

    features: tuple[str, ...]
    hidden: tuple[int, ...]
    outputs: int
    letter: str = "p"

    def place(self, name: str) -> Place | None:
        """The place that a name means; None for none.

        name: `x1`, `h2`, `p` (units), `inputs`, `hidden1`, `output` (layers), `hidden1/kernel`,
            `hidden1/bias` (all weights or biases of a layer), `x1 -> h2`, `bias -> h2` (one of
            them), `data`, `loss`, `accuracy` or `training`.
        """
        source, arrow, target = (part.strip() for part in name.partition(ARROW))
        if arrow:
            return _weight(source, target, self)
        if name in ALONE:
            return Place(ALONE[name])
        layer, slash, variable = name.partition("/")
        if slash:
            at = dict(_layers(self)).get(layer, 0)
            return Place(VARIABLES[variable], at) if variable in VARIABLES and at != 0 else None
        if name in (layers := dict(_layers(self))):
            return Place("layer", layers[name])
        return dict(_units(self)).get(name)

    @property
    def names(self) -> list[str]:
        """All units and layers, and one example of each kind beside them, to choose from."""
        units, layers = [name for name, _ in _units(self)], [name for name, _ in _layers(self)]
        first = next(name for name, place in _units(self) if place.layer != 0)
        weights = [f"{self.features[0]} {ARROW} {first}", f"{BIAS} {ARROW} {first}"]
        return [*units, *layers, f"{layers[-1]}/kernel", f"{layers[-1]}/bias", *weights, *ALONE]


def variable_of(place: Place) -> tuple[str, tuple[int, ...]] | None:
    """A single weight's or bias's variable and its index there; None for any other place."""
    match place.what:
        case "weight":
            return f"{_layer_name(place.layer)}/kernel", (place.source, place.unit)
        case "bias":
            return f"{_layer_name(place.layer)}/bias", (place.unit,)
        case "number":
            return place.of, place.index
        case _:
            return None


def _layer_name(layer: int) -> str:
    return "output" if layer < 0 else f"hidden{layer}"


def _layers(shape: Shape) -> Iterator[tuple[str, int]]:
    yield "inputs", 0
    for number in range(1, len(shape.hidden) + 1):
        yield _layer_name(number), number
    yield _layer_name(-1), -1


def _units(shape: Shape) -> Iterator[tuple[str, Place]]:
    for number, name in enumerate(shape.features):
        yield name, Place("unit", 0, number)
    for layer, units in enumerate(shape.hidden, start=1):
        for number in range(units):
            yield f"{LETTERS[layer - 1]}{number + 1}", Place("unit", layer, number)
    for number in range(shape.outputs):
        name = f"{shape.letter}{number + 1}" if shape.outputs > 1 else shape.letter
        yield name, Place("unit", -1, number)


def _weight(source: str, target: str, shape: Shape) -> Place | None:
    units = dict(_units(shape))
    end = units.get(target)
    if end is None or end.layer == 0:
        return None
    if source == BIAS:
        return Place("bias", end.layer, end.unit)
    start, last = units.get(source), len(shape.hidden)
    before = end.layer - 1 if end.layer > 0 else last
    if start is None or start.layer != before:
        return None
    return Place("weight", end.layer, end.unit, start.unit)
