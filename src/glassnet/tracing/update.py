"""What the optimizer makes of a gradient: the next step of training, for one parameter."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.tracing.subject import Subject
from glassnet.training import keras_model, programs
from glassnet.training.keras_model import References, Variables

# Optimizers' own rules are in float32, and XLA's order of operations is not ours.
AGREES = 1e-5


@dataclass(frozen=True)
class Line:
    """One line of an optimizer's rule, in letters and in numbers: `m = β₁·m + (1 − β₁)·g`."""

    name: str
    rule: str
    numbers: str
    value: float


@dataclass(frozen=True)
class Update:
    """One parameter before and after the next step.

    before, after, gradient: arrays of the parameter's shape, the gradient before any clipping.
    slots: what the optimizer keeps of the parameter (momentum, velocity), before and after.
    optimizer: its class. step: how many steps it has taken before. settings: the numbers of its
    rule, such as learning_rate.
    """

    parameter: str
    optimizer: str
    step: int
    settings: Mapping[str, float]
    before: NDArray[Any]
    after: NDArray[Any]
    gradient: NDArray[Any]
    slots: Mapping[str, tuple[NDArray[Any], NDArray[Any]]]

    def lines(self, index: tuple[int, ...] = ()) -> list[Line]:
        """The rule for one number, in letters and in numbers; empty where it is not in the table.

        The last is the new parameter, as computed here in float64. Raises SettingError where this
        is not what the optimizer made of it: there is clipping, decay or averaging as well.
        """
        rule = RULES.get(self.optimizer)
        if rule is None:
            return []
        of = _Numbers(
            w=float(self.before[index]),
            g=float(self.gradient[index]),
            slots={name: float(before[index]) for name, (before, _) in self.slots.items()},
            settings=self.settings,
            t=self.step + 1,
        )
        lines = rule(of)
        actual = float(self.after[index])
        scale = max(abs(of.w), abs(actual - of.w), 1e-30)
        if abs(lines[-1].value - actual) > AGREES * scale:
            raise SettingError(
                f"update: {self.optimizer} made {actual:.6g} of {self.parameter}, and its plain "
                f"rule gives {lines[-1].value:.6g}: clipping, weight decay, averaging or a "
                "constraint acts on it as well."
            )
        return lines


@dataclass(frozen=True)
class _Numbers:
    w: float
    g: float
    slots: Mapping[str, float]
    settings: Mapping[str, float]
    t: int


def _sgd(n: _Numbers) -> list[Line]:
    rate, momentum = n.settings["learning_rate"], n.settings["momentum"]
    if not momentum:
        return [Line("w", "w − η·g", f"{_s(n.w)} − {_s(rate)} · {_s(n.g)}", n.w - rate * n.g)]
    v = n.slots["momentum"]
    after = momentum * v - rate * n.g
    lines = [Line("v", "β·v − η·g", f"{_s(momentum)} · {_s(v)} − {_s(rate)} · {_s(n.g)}", after)]
    if n.settings["nesterov"]:
        numbers = f"{_s(n.w)} + {_s(momentum)} · {_s(after)} − {_s(rate)} · {_s(n.g)}"
        value = n.w + momentum * after - rate * n.g
        return [*lines, Line("w", "w + β·v − η·g", numbers, value)]
    return [*lines, Line("w", "w + v", f"{_s(n.w)} + {_s(after)}", n.w + after)]


def _adam(n: _Numbers) -> list[Line]:
    """Kingma and Ba, 2015, with both corrections in the learning rate, as Keras has it."""
    rate, epsilon = n.settings["learning_rate"], n.settings["epsilon"]
    b1, b2 = n.settings["beta_1"], n.settings["beta_2"]
    m = b1 * n.slots["momentum"] + (1 - b1) * n.g
    v = b2 * n.slots["velocity"] + (1 - b2) * n.g**2
    corrected = rate * math.sqrt(1 - b2**n.t) / (1 - b1**n.t)
    return [
        Line(
            "m",
            "β₁·m + (1 − β₁)·g",
            f"{_s(b1)} · {_s(n.slots['momentum'])} + {_s(1 - b1)} · {_s(n.g)}",
            m,
        ),
        Line(
            "v",
            "β₂·v + (1 − β₂)·g²",
            f"{_s(b2)} · {_s(n.slots['velocity'])} + {_s(1 - b2)} · {_s(n.g)}²",
            v,
        ),
        Line(
            "α",
            "η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)",
            f"{_s(rate)} · √(1 − {_s(b2)}^{n.t}) / (1 − {_s(b1)}^{n.t})",
            corrected,
        ),
        Line(
            "w",
            "w − α·m/(√v + ε)",
            f"{_s(n.w)} − {_s(corrected)} · {_s(m)} / (√{_s(v)} + {_s(epsilon)})",
            n.w - corrected * m / (math.sqrt(v) + epsilon),
        ),
    ]


RULES: Mapping[str, Callable[[_Numbers], list[Line]]] = {"SGD": _sgd, "Adam": _adam}
SETTINGS = ("learning_rate", "momentum", "nesterov", "beta_1", "beta_2", "epsilon", "rho")


def update_of(subject: Subject, name: str) -> Update:
    """What `gn.fit` would make of a parameter in its next step on the same rows."""
    model = subject.source
    names = keras_model.variable_names(model)
    trainable = model.trainable_variables
    number = names.index(name)
    references = References.of(model)
    state = references.read()
    batch = subject.batch
    key = ("update", jax.tree.structure(batch), *(leaf.shape for leaf in jax.tree.leaves(batch)))
    step = programs.kept(
        model,
        key,
        lambda: jax.jit(
            lambda state, batch: keras_model.train_step_with_gradients(
                model, Variables(*state), batch
            )
        ),
    )
    after, (_, gradients) = step(tuple(state[:4]), batch)
    return Update(
        parameter=name,
        optimizer=type(model.optimizer).__name__,
        step=int(model.optimizer.iterations.value),
        settings=_settings(model.optimizer),
        before=np.asarray(state.trainable[number]),
        after=np.asarray(after.trainable[number]),
        gradient=np.asarray(gradients[number]),
        slots=_slots(model.optimizer, trainable[number], state, after),
    )


def _settings(optimizer: Any) -> dict[str, float]:
    found = {name: getattr(optimizer, name, None) for name in SETTINGS}
    return {name: float(value) for name, value in found.items() if value is not None}


def _slots(
    optimizer: Any, variable: Any, before: Variables, after: Variables
) -> dict[str, tuple[NDArray[Any], NDArray[Any]]]:
    """Keras names a slot after its variable: hidden_kernel_momentum."""
    prefix = variable.path.replace("/", "_") + "_"
    triples = zip(optimizer.variables, before.optimizer, after.optimizer, strict=True)
    return {
        slot.name.removeprefix(prefix): (np.asarray(old), np.asarray(new))
        for slot, old, new in triples
        if slot.name.startswith(prefix)
    }


def _s(value: float) -> str:
    """A number as it stands in a product: negative ones in parentheses."""
    shown = f"{value:.6g}"
    return f"({shown})".replace("-", "−") if value < 0 else shown
