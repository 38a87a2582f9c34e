"""Whether what a step asks for is so, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from glassnet.data import Dataset
from glassnet.networks.builder import output_units
from glassnet.page.guide import checks
from glassnet.page.guide.checks import Bounded, Check
from glassnet.page.guide_answers import Condition
from glassnet.page.layers.model_places import AnyShape
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.session import Session
from glassnet.page.places import Place, Shape, variable_of
from glassnet.page.sessions import AnySession
from glassnet.page.state import BuiltIn, HiddenLayer, PageState
from glassnet.text import listed, message
from glassnet.text.numbers import format_number


class Seen(NamedTuple):
    """What a check looks at: the page's session, and what is touched on the page."""

    session: AnySession
    selected: Place | None = None

    def place(self, name: str) -> Place | None:
        """The place that a name means in the network as it now is."""
        return shape_of(self.session).place(name)


def shape_of(session: AnySession) -> AnyShape:
    """What there is to speak of."""
    if isinstance(session, ModelSession):
        return session.shape
    return network_shape(session.state, session.dataset)


def network_shape(state: PageState, dataset: Dataset) -> Shape:
    """What there is to speak of in a network of Dense layers."""
    return Shape(
        dataset.feature_names,
        tuple(each.units for each in state.layers),
        output_units(dataset),
        "p" if dataset.class_names else "y",
    )


def hidden_layer(name: str, state: PageState) -> int | None:
    """The number of a hidden layer in a state, from 0; None where it has no such layer."""
    names = [f"hidden{number}" for number in range(1, len(state.layers) + 1)]
    return names.index(name) if name in names else None


def condition(check: Check, seen: Seen) -> Condition:
    """What a check asks for, what is the case, and whether both are the same. A unit or layer that
    the network no longer has meets nothing."""
    value = _value(check, seen)
    return Condition(_said(check), _shown(check, value), _is_met(check, value))


def _is_met(check: Check, value: float | str | None) -> bool:
    match check:
        case Bounded():
            return isinstance(value, int | float) and check.holds(value)
        case checks.Selected():
            return value == check.place
        case checks.Activation() | checks.Optimizer() | checks.Data():
            return value == check.expected
        case _:
            return False


# What is the case ---------------------------------------------------------------------------------

Value = float | str | None


def _value(check: Check, seen: Seen) -> Value:
    kind, session = type(check), seen.session
    if kind in OF_ANY:
        return OF_ANY[kind](check, seen)
    return OF_NETWORKS[kind](check, session) if isinstance(session, Session) else None


def _weight(check: checks.Weight, seen: Seen) -> Value:
    place = seen.place(check.weight)
    found = None if place is None else variable_of(place)
    if found is None:
        return None
    name, index = found
    return float(np.asarray(seen.session.playback.variable(name, index).value)[index])


def _selected(check: checks.Selected, seen: Seen) -> Value:
    place, selected = seen.place(check.place), seen.selected
    is_touched = place is not None and selected is not None and place.is_touched_by(selected)
    return check.place if is_touched else None


# What can be asked of any model.
OF_ANY: Mapping[type[Check], Callable[[Any, Seen], Value]] = {
    checks.Weight: _weight,
    checks.Loss: lambda _, seen: seen.session.playback.evaluate().loss,
    checks.Accuracy: lambda _, seen: seen.session.playback.evaluate().score,
    checks.Steps: lambda _, seen: seen.session.step,
    checks.Selected: _selected,
}


def _output(check: checks.Output, session: Session) -> Value:
    place, x = shape_of(session).place(check.unit), session.dataset.x
    if place is None or place.what != "unit" or len(check.row) != x.shape[1]:
        return None
    outputs = session.outputs(np.array([check.row], np.float32))
    return float(outputs[place.layer - 1 if place.layer > 0 else -1][0, place.unit])


def _hidden(layer: str, session: Session) -> HiddenLayer | None:
    state = session.state
    number = hidden_layer(layer, state)
    return None if number is None else state.layers[number]


def _units(check: checks.Units, session: Session) -> Value:
    found = _hidden(check.layer, session)
    return None if found is None else found.units


def _activation(check: checks.Activation, session: Session) -> Value:
    found = _hidden(check.layer, session)
    return None if found is None else found.activation


def _data(_: checks.Data, session: Session) -> Value:
    data = session.state.data
    return data.name if isinstance(data, BuiltIn) else None


# What can be asked of a network that is drawn unit by unit alone.
OF_NETWORKS: Mapping[type[Check], Callable[[Any, Session], Value]] = {
    checks.Output: _output,
    checks.Rate: lambda _, session: session.state.learning_rate,
    checks.Layers: lambda _, session: len(session.state.layers),
    checks.Units: _units,
    checks.Activation: _activation,
    checks.Optimizer: lambda _, session: session.state.optimizer,
    checks.Data: _data,
}


# How it is said -----------------------------------------------------------------------------------

SAID: Mapping[type[Check], Callable[[Any], str]] = {
    checks.Output: lambda check: message(
        "guide-says-output", unit=check.unit, row=", ".join(map(format_number, check.row))
    ),
    checks.Weight: lambda check: check.weight.replace("->", "→"),
    checks.Loss: lambda _: message("guide-says-loss"),
    checks.Accuracy: lambda _: message("guide-says-accuracy"),
    checks.Steps: lambda _: message("guide-says-steps"),
    checks.Rate: lambda _: message("guide-says-rate"),
    checks.Layers: lambda _: message("guide-says-layers"),
    checks.Units: lambda check: message("guide-says-units", layer=check.layer),
    checks.Activation: lambda check: message("guide-says-activation", layer=check.layer),
    checks.Optimizer: lambda _: message("guide-says-optimizer"),
    checks.Data: lambda _: message("guide-says-data"),
    checks.Selected: lambda _: message("guide-says-selected"),
}


def _said(check: Check) -> str:
    match check:
        case Bounded():
            asked = listed(_bounds(check))
        case checks.Selected():
            asked = check.place.replace("->", "→")
        case _:
            asked = getattr(check, "expected", "")
    return message("guide-says", what=SAID[type(check)](check), asked=asked)


def _bounds(check: Bounded) -> Iterator[str]:
    if check.above is not None:
        yield message("guide-says-above", bound=_number(check, check.above))
    if check.at_least is not None:
        yield message("guide-says-at-least", bound=_number(check, check.at_least))
    if check.below is not None:
        yield message("guide-says-below", bound=_number(check, check.below))
    if check.at_most is not None:
        yield message("guide-says-at-most", bound=_number(check, check.at_most))


def _number(check: Check, value: float) -> str:
    if isinstance(check, checks.Accuracy):
        return f"{format_number(100 * value)}%"
    whole = float(value).is_integer() and abs(value) < 1e15
    return f"{int(value):,}".replace("-", "−") if whole else format_number(value)


def _shown(check: Check, value: Value) -> str:
    if value is None and not isinstance(check, checks.Selected | checks.Data):
        return message("guide-says-gone")
    return _number(check, value) if isinstance(value, int | float) else value or ""
