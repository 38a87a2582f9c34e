"""Remedies that change the optimizer, its learning rate or the first weights."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from typing import Any

import keras

from glassnet.diagnosis.layer_changes import CLIPNORM
from glassnet.diagnosis.output_changes import Case
from glassnet.diagnosis.rebuilding import Change, changed_optimizer

AFTER_DIVERGING = 0.01  # of the learning rate
ADAM_RATE = 0.01  # to leave a plateau
SEED = 0  # of weights that are drawn anew


def other_rate(case: Case) -> Change:
    """The rate that did best."""
    best = case.evidence["best"]
    if best == "none":  # more steps are the remedy
        raise case.refused()
    change = _with_optimizer(case, learning_rate=_rate(case) * float(best))
    is_lost = case.evidence.get("start") == "first"  # what has died stays dead
    return Change(change.compiled, seed=SEED if is_lost else None)


def _rate(case: Case) -> float:
    """The learning rate now, also of a schedule."""
    return float(case.model.optimizer.learning_rate)


def rate_above_zero(case: Case) -> Change:
    """The rate that a schedule began with, or the optimizer's default."""
    given = case.model.optimizer.get_config()["learning_rate"]
    schedule = given["config"] if isinstance(given, Mapping) else {}
    begun = schedule.get("initial_learning_rate") or _default(case, "learning_rate")
    return _with_optimizer(case, learning_rate=begun)


def finite_update(case: Case) -> Change:
    """Settings that cannot be, back at their defaults."""
    config = case.model.optimizer.get_config()
    wrong = [name for name in ("learning_rate", "epsilon") if _is_wrong(config.get(name))]
    if not wrong:
        raise case.refused()
    return _with_optimizer(case, **{name: _default(case, name) for name in wrong})


def _is_wrong(value: Any) -> bool:
    return isinstance(value, int | float) and (value == 0 or not math.isfinite(value))


def _default(case: Case, name: str) -> Any:
    return inspect.signature(type(case.model.optimizer)).parameters[name].default


def _with_optimizer(case: Case, **settings: Any) -> Change:
    return Change({"optimizer": changed_optimizer(case.model, **settings)})


def after_diverging(case: Case) -> Change:
    """A smaller rate, clipped gradients and other first weights."""
    rate = AFTER_DIVERGING * _rate(case)
    change = _with_optimizer(case, learning_rate=rate, clipnorm=CLIPNORM)
    return Change(change.compiled, seed=SEED)


def new_weights(_: Case) -> Change:
    """Other first weights."""
    return Change(seed=SEED)


def adam(_: Case) -> Change:
    """Adam at a rate that leaves a plateau."""
    return Change({"optimizer": keras.optimizers.Adam(ADAM_RATE)})
