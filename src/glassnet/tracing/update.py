"""What the optimizer makes of a gradient: the next step of training, for one parameter."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.tracing.subject import Subject
from glassnet.training import keras_model
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_model import References, Variables

# Of the change: Adam's 1 − β₂ᵗ is in float32, which leaves 1e-5 of it at the first steps.
AGREES = 1e-4


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

    before, after, gradient: arrays of the parameter's shape, the gradient before any clipping, and
    without the factor that the loss is scaled by.
    slots: what the optimizer keeps of the parameter (momentum, velocity), before and after.
    optimizer: its class; of one that scales the loss the inner one's. step: how many steps it has
    taken before. settings: the numbers of its rule, such as learning_rate. beside: what else acts
    on the parameter, such as clipping.
    """

    parameter: str
    optimizer: str
    step: int
    settings: Mapping[str, float]
    before: NDArray[Any]
    after: NDArray[Any]
    gradient: NDArray[Any]
    slots: Mapping[str, tuple[NDArray[Any], NDArray[Any]]]
    beside: tuple[str, ...] = ()

    def lines(self, index: tuple[int, ...] = ()) -> list[Line]:
        """The rule for one number, in letters and in numbers; empty where it is not in the table.

        The last is the new parameter, as computed here in float64. Raises SettingError where one of
        them is not what the optimizer made: there is clipping, decay or averaging as well.
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
        for line in lines:
            self._check(line, index)
        return lines

    def _check(self, line: Line, index: tuple[int, ...]) -> None:
        """A clipped gradient shows in Adam's m and hardly in the parameter, which divides by √v."""
        slot = KEPT[self.optimizer].get(line.name)
        if slot is None and line.name != "w":
            return
        pair = self.slots[slot] if slot else (self.before, self.after)
        before, after = (float(each[index]) for each in pair)
        spacing = float(jnp.finfo(pair[0].dtype).eps) * max(abs(before), abs(after))
        if abs(line.value - after) > AGREES * abs(after - before) + 2 * spacing:
            beside = " and ".join(self.beside) or "something that is not in it"
            raise SettingError(
                f"update: {self.optimizer} made {after:.9g} of {slot or self.parameter}, and its "
                f"plain rule gives {line.value:.9g}: {beside} acts on it as well."
            )


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
# Under which name the optimizer keeps what a line gives.
KEPT: Mapping[str, Mapping[str, str]] = {
    "SGD": {"v": "momentum"},
    "Adam": {"m": "momentum", "v": "velocity"},
}
# An optimizer's setting -> what it does to a parameter beside the rule.
BESIDE: Mapping[str, str] = {
    "clipnorm": "clipping",
    "global_clipnorm": "clipping",
    "clipvalue": "clipping",
    "weight_decay": "weight decay",
    "use_ema": "averaging",
    "amsgrad": "AMSGrad's largest v so far",
    "gradient_accumulation_steps": "the sum of several steps' gradients",
}
SETTINGS = ("learning_rate", "momentum", "nesterov", "beta_1", "beta_2", "epsilon", "rho")


def update_of(subject: Subject, name: str) -> Update:
    """What `gn.fit` would make of a parameter in its next step on the same rows."""
    model = subject.source
    names = keras_model.variable_names(model)
    trainable = model.trainable_variables
    number = names.index(name)
    references = References.of(model)
    state = references.read()
    _check_unchanged(subject, state)
    batch = subject.batch
    key = ("update", jax.tree.structure(batch), *(leaf.shape for leaf in jax.tree.leaves(batch)))
    step = kept_with_model(
        model,
        key,
        lambda: jax.jit(
            lambda state, batch: keras_model.train_step_with_gradients(
                model, Variables(*state), batch
            )
        ),
    )
    after, (_, gradients) = step(tuple(state[:4]), batch)
    optimizer = model.optimizer
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    return Update(
        parameter=name,
        optimizer=type(inner).__name__,
        step=int(np.asarray(inner.iterations)),
        settings=_settings(inner),
        before=np.asarray(state.trainable[number]),
        after=np.asarray(after.trainable[number]),
        gradient=np.asarray(gradients[number]) / _loss_scale(optimizer, state),
        slots=_slots(optimizer, trainable, number, state, after),
        beside=_beside(inner, trainable[number]),
    )


def _check_unchanged(subject: Subject, state: Variables) -> None:
    """Raise SettingError where the model's next step is no longer one from the traced numbers."""
    now = [*state.trainable, *state.non_trainable]
    same = keras_model.same_identity(subject.compiled, subject.source) and all(
        np.array_equal(then, value, equal_nan=True)
        for then, value in zip(subject.inputs, now, strict=False)
    )
    if not same:
        raise SettingError(
            "update: the model has been trained, changed or compiled since it was traced: trace it "
            "again for its next step."
        )


def _settings(optimizer: Any) -> dict[str, float]:
    found = {name: getattr(optimizer, name, None) for name in SETTINGS}
    return {name: float(value) for name, value in found.items() if value is not None}


def _loss_scale(optimizer: Any, state: Variables) -> Any:
    """What the loss is multiplied by, so that float16 can hold its gradients; 1 else."""
    dynamic = getattr(optimizer, "dynamic_scale", None)
    for variable, value in zip(optimizer.variables, state.optimizer, strict=True):
        if variable is dynamic:
            return np.asarray(value)
    return np.float32(optimizer.loss_scale_factor or 1)


def _beside(optimizer: Any, variable: Any) -> tuple[str, ...]:
    found = [said for name, said in BESIDE.items() if getattr(optimizer, name, None)]
    found += ["a constraint"] if variable.constraint is not None else []
    return tuple(dict.fromkeys(found))


def _slots(
    optimizer: Any, variables: Sequence[Any], number: int, before: Variables, after: Variables
) -> dict[str, tuple[NDArray[Any], NDArray[Any]]]:
    """Keras names a slot after its variable, hidden_kernel_momentum, and makes them in the order of
    the variables: enc/dense/kernel and enc_dense/kernel are written alike."""
    prefixes = [f"{each.path.replace('/', '_')}_" for each in variables]
    own = prefixes[number]
    found: dict[str, list[tuple[NDArray[Any], NDArray[Any]]]] = {}
    for slot, old, new in zip(optimizer.variables, before.optimizer, after.optimizer, strict=True):
        named = max((each for each in prefixes if slot.name.startswith(each)), key=len, default="")
        if named == own:
            pair = np.asarray(old), np.asarray(new)
            found.setdefault(slot.name.removeprefix(own), []).append(pair)
    alike, place = prefixes.count(own), prefixes[:number].count(own)
    return {name: pairs[place] for name, pairs in found.items() if len(pairs) == alike}


def _s(value: float) -> str:
    """A number as it stands in a product: negative ones in parentheses."""
    shown = f"{value:.6g}"
    return f"({shown})".replace("-", "−") if value < 0 else shown
