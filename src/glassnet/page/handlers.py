"""What is done for each request of a page, in its session's thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from glassnet.page import requests
from glassnet.page.answers import AnyAnswer
from glassnet.page.causes import Causes
from glassnet.page.guide.following import check_guide, show_step, take_guide
from glassnet.page.guide.shelf import Shelf
from glassnet.page.layers.explain_number import explain_number, unfold
from glassnet.page.layers.model_session import Looking, ModelSession
from glassnet.page.network.explain import explain_row, explain_unit, explain_weight
from glassnet.page.network.layer_plane import explain_layer
from glassnet.page.network.session import Session
from glassnet.page.pencil.pencil import derive_formula, evaluate_formula
from glassnet.page.pencil.pencil_graph import trace_formula
from glassnet.page.sessions import AnySession
from glassnet.page.state import HandUnits
from glassnet.page.units.hand_units import can_one_unit, known_units, training_of, try_units


class Tools(NamedTuple):
    """What a page's connection has beside its session: the causes that were found in its network,
    and the guides that it can follow."""

    causes: Causes
    shelf: Shelf


SEEK_SECONDS = 0.05  # of a way to a step, between two looks at what a page asks for

Handler = Callable[[Any, Tools, Any], AnyAnswer | None]
"""(session, tools, request) -> the answer, if there is one."""


def seek(session: AnySession, target: int) -> AnyAnswer | None:
    """Go to a step, or a part of the way: `go_on` goes on."""
    session.sought = target
    return go_on(session, target)


def go_on(session: AnySession, target: int) -> AnyAnswer | None:
    """Go a part of the way to a step, unless a page has thought better of it."""
    before = session.learning_rate
    is_over = True  # also where it fails
    try:
        is_over = session.seek(target, time.perf_counter() + SEEK_SECONDS)
    finally:
        if is_over and session.sought == target:
            session.sought = None
    return session.opened() if session.learning_rate != before else None


def _change(session: Session, _: Tools, asked: requests.Change) -> AnyAnswer:
    session.change(asked.state)
    return session.opened()


def _restore(session: Session, _: Tools, asked: requests.Restore) -> AnyAnswer:
    session.restore(asked.state, until=time.perf_counter() + SEEK_SECONDS)
    return session.opened()


def _apply(session: AnySession, tools: Tools, asked: requests.Apply) -> AnyAnswer:
    tools.causes.apply(asked.finding)
    return session.opened()


def _start_network_over(session: Session, _: Tools, asked: requests.StartOver) -> AnyAnswer:
    session.start_over()
    return session.opened()  # its edits are gone


def _try_units(session: Session, units: HandUnits) -> AnyAnswer:
    answer = try_units(units)
    session.keep(units=units)
    return answer


def _train_units(session: Session, _: Tools, asked: requests.TrainUnits) -> AnyAnswer:
    session.restore(training_of(session.state))
    return session.opened()


OF_ALL: Mapping[type, Handler] = {
    requests.Step: lambda session, _, asked: session.advance(asked.steps),
    requests.Epoch: lambda session, _, asked: session.to_end_of_epoch(),
    requests.Rewind: lambda session, _, asked: seek(session, 0),
    requests.Seek: lambda session, _, asked: seek(session, asked.step),
    requests.SetWeight: lambda session, _, asked: session.set_weight(
        asked.variable, asked.index, asked.value
    ),
    requests.Diagnose: lambda session, tools, asked: tools.causes.diagnose(asked.seconds),
    requests.TakeGuide: lambda session, tools, asked: take_guide(session, tools.shelf),
    requests.CheckGuide: lambda session, tools, asked: check_guide(session, tools.shelf, asked),
    requests.ShowStep: lambda session, tools, asked: show_step(session, tools.shelf),
    requests.Apply: _apply,
}
OF_NETWORKS: Mapping[type, Handler] = {
    requests.Change: _change,
    requests.Restore: _restore,
    requests.StartOver: _start_network_over,
    requests.WhyWeight: lambda session, _, asked: explain_weight(session, asked),
    requests.WhyUnit: lambda session, _, asked: explain_unit(session, asked),
    requests.WhyLayer: lambda session, _, asked: explain_layer(session, asked),
    requests.WhyRow: lambda session, _, asked: explain_row(session, asked),
    requests.TryUnits: lambda session, _, asked: _try_units(session, asked.units),
    requests.TakeKnown: lambda session, _, asked: _try_units(
        session, known_units(asked.gate, session.state.units.activation)
    ),
    requests.CanOneUnit: lambda session, _, asked: can_one_unit(asked.gate),
    requests.TrainUnits: _train_units,
    requests.Derive: lambda session, _, asked: derive_formula(session, asked.pencil),
    requests.Evaluate: lambda session, _, asked: evaluate_formula(session, asked.pencil),
    requests.TraceFormula: lambda session, _, asked: trace_formula(asked.pencil),
}
OF_MODELS: Mapping[type, Handler] = {
    requests.StartOver: lambda session, _, asked: session.start_over(),
    requests.Look: lambda session, _, asked: session.look(
        Looking(asked.card, asked.row, asked.node)
    ),
    requests.Unfold: lambda session, _, asked: unfold(session, asked),
    requests.WhyNumber: lambda session, _, asked: explain_number(session, asked),
}
# Kind of session -> request -> what is done.
HANDLERS: Mapping[type, Mapping[type, Handler]] = {
    Session: {**OF_ALL, **OF_NETWORKS},
    ModelSession: {**OF_ALL, **OF_MODELS},
}
