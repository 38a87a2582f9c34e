"""Why a session's network does not learn, and a remedy applied to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from glassnet.diagnosis import Finding, Findings, diagnose
from glassnet.diagnosis.remedies import can_apply
from glassnet.errors import SettingError
from glassnet.page.answers import Diagnosed, FoundCause
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.session import Session
from glassnet.page.state import HiddenLayer, PageState
from glassnet.text import message


class Causes:
    """The findings of a session's network, as it stood when it was last diagnosed."""

    def __init__(self, session: Session | ModelSession) -> None:
        self._session = session
        self._found = Findings()

    def diagnose(self, seconds: float) -> Diagnosed:
        """Look for causes for some seconds; the network stays as it is."""
        session = self._session
        x, y = session.data
        with session.playback.shuffling():  # a diagnosis puts the generator back
            self._found = diagnose(session.model, x, y, seconds=seconds)
        left = ", ".join(message(f"diagnosis-theme-{each}") for each in self._found.not_checked)
        note = message("studio-not-checked", seconds=f"{seconds:g}", themes=left) if left else ""
        causes = [_cause(each, is_applicable=self._is_applicable(each)) for each in self._found]
        return Diagnosed(tuple(causes), note)

    def _is_applicable(self, finding: Finding) -> bool:
        session = self._session
        if isinstance(session, Session):
            return finding.key in CHANGES
        return can_apply(finding, session.model, *session.data)

    def apply(self, number: int) -> None:
        """Apply a remedy to the session's state, or to a copy of its model; training begins anew.

        Raises:
            GlassnetError: there is no such finding, or its remedy cannot be applied.
        """
        session = self._session
        if number >= len(self._found):
            raise SettingError(message("studio-finding", found=number, count=len(self._found)))
        finding = self._found[number]
        if isinstance(session, Session):
            _change(session, finding)
        else:
            session.mend(finding)
        self._found = Findings()


def _change(session: Session, finding: Finding) -> None:
    changes = changes_of(finding, session.state)
    if not changes:
        raise SettingError(message("studio-no-remedy", cause=finding.key))
    anew = {"step": 0, "edits": ()}
    session.restore(replace(session.state, **changes, **anew))


def _cause(finding: Finding, *, is_applicable: bool) -> FoundCause:
    return FoundCause(
        finding.key,
        finding.likelihood,
        finding.where,
        finding.said(),
        finding.remedy(),
        finding.product,
        is_applicable,
    )


def changes_of(finding: Finding, state: PageState) -> dict[str, Any]:
    """The fields of a state that a finding's remedy changes, with their new values."""
    change = CHANGES.get(finding.key)
    return {} if change is None else change(finding, state)


def _other_rate(finding: Finding, state: PageState) -> dict[str, Any]:
    best = finding.evidence["best"]
    return {} if best == "none" else {"learning_rate": state.learning_rate * float(best)}


def _relus(_: Finding, state: PageState) -> dict[str, Any]:
    return {**_activated("relu", state), "initializer": "he_normal"}


def _activated(name: str, state: PageState) -> dict[str, Any]:
    layers = state.layers or (HiddenLayer(8),)
    return {"layers": tuple(HiddenLayer(each.units, name) for each in layers)}


def _other_seed(finding: Finding, _: PageState) -> dict[str, Any]:
    return {"seed": int(finding.evidence["seed"])}


def _next_seed(_: Finding, state: PageState) -> dict[str, Any]:
    return {"seed": (state.seed + 1) % 2**32}


def _drawn_anew(_: Finding, state: PageState) -> dict[str, Any]:
    relu = any(each.activation == "relu" for each in state.layers)
    return {"initializer": "he_normal" if relu else "glorot_uniform"}


# Finding -> the fields of the state that its remedy changes.
CHANGES: Mapping[str, Callable[[Finding, PageState], dict[str, Any]]] = {
    "rate-too-large": _other_rate,
    "rate-too-small": _other_rate,
    "diverged": lambda _, state: {"learning_rate": 0.01 * state.learning_rate},
    "plateau": lambda _, state: {"optimizer": "adam", "learning_rate": 0.01},
    "stuck": _other_seed,
    "dead-relu": _drawn_anew,
    "copies": _drawn_anew,
    "saturated": _drawn_anew,
    "exploding": _drawn_anew,
    "not-finite-weight": _next_seed,
    "vanishing": _relus,
    "not-separable": lambda _, state: _activated("tanh", state),
    "linear-network": lambda _, state: _activated("relu", state),
    "regularisation": lambda _, state: {"penalty": "none"},
}
