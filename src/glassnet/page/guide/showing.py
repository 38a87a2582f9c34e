"""How what a step asks for is reached: what a page does for a person who wants to be shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from glassnet.page.guide import checks
from glassnet.page.guide.checks import Bounded, Check
from glassnet.page.guide.conditions import Seen, hidden_layer, network_shape, shape_of
from glassnet.page.guide_answers import StepShown
from glassnet.page.layers.model_places import AnyShape
from glassnet.page.network.session import Session
from glassnet.page.network.subject import load_data
from glassnet.page.places import variable_of
from glassnet.page.requests import Change, Play, Seek, SetWeight
from glassnet.page.sessions import AnySession
from glassnet.page.state import BuiltIn, HiddenLayer, PageState


def show(steps_checks: Iterable[Check], session: AnySession) -> StepShown:
    """What brings a session to where all of these hold: settings first, then the step of the
    training and weights; where no weight is to be set, training on."""
    found, seen = tuple(steps_checks), Seen(session)
    changed, shape = list[Change](), shape_of(session)
    if isinstance(session, Session):
        state = session.state
        for check in found:
            state = after(check, state)
        changed = [Change(state)] if state != session.state else []
        shape = network_shape(state, load_data(state))
    selected = [seen.place(check.place) for check in found if isinstance(check, checks.Selected)]
    weights = list(_weights(found, shape))
    is_trained = not weights and any(isinstance(each, TRAINED) for each in found)
    requests = [
        *changed,
        *(Seek(int(aim(check))) for check in found if isinstance(check, checks.Steps)),
        *weights,
        *([Play()] if is_trained else []),
    ]
    return StepShown(tuple(requests), selected[-1] if selected else None)


TRAINED = (checks.Loss, checks.Accuracy)
COUNTED = (checks.Steps, checks.Layers, checks.Units)


def aim(check: Bounded) -> float:
    """A number inside the bounds, if there is one."""
    is_count = isinstance(check, COUNTED)
    ends: list[float] = []
    if check.at_least is not None:
        ends.append(math.ceil(check.at_least) if is_count else check.at_least)
    if check.above is not None:
        ends.append(math.floor(check.above) + 1 if is_count else check.above + _room(check.above))
    if check.at_most is not None:
        ends.append(math.floor(check.at_most) if is_count else check.at_most)
    if check.below is not None:
        ends.append(math.ceil(check.below) - 1 if is_count else check.below - _room(check.below))
    bounds = (check.at_least, check.above, check.at_most, check.below)
    middle = sum(each for each in bounds if each is not None) / 2
    return next((each for each in ends if check.holds(each)), ends[0] if is_count else middle)


def _room(bound: float) -> float:
    return 0.1 * abs(bound) or 0.1


# Settings -----------------------------------------------------------------------------------------


def after(check: Check, state: PageState) -> PageState:
    """A state with the setting that a check asks for; the same one for what is no setting."""
    change = SETTINGS.get(type(check))
    return state if change is None else change(check, state)


def _rate(check: checks.Rate, state: PageState) -> PageState:
    return state if check.holds(state.learning_rate) else replace(state, learning_rate=aim(check))


def _layers(check: checks.Layers, state: PageState) -> PageState:
    if check.holds(len(state.layers)):
        return state
    wanted = int(aim(check))
    like = state.layers[-1] if state.layers else HiddenLayer()
    layers = [*state.layers, *([like] * wanted)][:wanted]
    return replace(state, layers=tuple(layers))


def _units(check: checks.Units, state: PageState) -> PageState:
    number = hidden_layer(check.layer, state)
    if number is None or check.holds(state.layers[number].units):
        return state
    return _changed(check.layer, state, units=int(aim(check)))


def _changed(layer: str, state: PageState, **fields: Any) -> PageState:
    number = hidden_layer(layer, state)
    if number is None:
        return state
    layers = list(state.layers)
    layers[number] = replace(layers[number], **fields)
    return replace(state, layers=tuple(layers))


def _data(check: checks.Data, state: PageState) -> PageState:
    if isinstance(state.data, BuiltIn) and state.data.name == check.expected:
        return state
    data = BuiltIn(check.expected)
    return replace(state, data=data, loss=None, batch_size=None, plane=(0, 1), held=())


SETTINGS: Mapping[type[Check], Callable[[Any, PageState], PageState]] = {
    checks.Rate: _rate,
    checks.Layers: _layers,
    checks.Units: _units,
    checks.Activation: lambda check, state: _changed(check.layer, state, activation=check.expected),
    checks.Optimizer: lambda check, state: replace(state, optimizer=check.expected),
    checks.Data: _data,
}


# Weights ------------------------------------------------------------------------------------------


def _weights(found: Iterable[Check], shape: AnyShape) -> Iterator[SetWeight]:
    """Each weight that is to be set, once: what comes later wins."""
    wanted: dict[str, float] = {}
    for check in found:
        match check:
            case checks.Output():
                wanted |= check.set
            case checks.Weight():
                wanted[check.weight] = aim(check)
            case _:
                pass
    for name, value in wanted.items():
        place = shape.place(name)
        variable = None if place is None else variable_of(place)
        if variable is not None:
            yield SetWeight(*variable, value)
