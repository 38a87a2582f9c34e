"""The optimizer's next step of one parameter, and its rule in letters and in numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.graph import run_once
from glassnet.text import message
from glassnet.tracing.subject import Subject
from glassnet.tracing.tables import as_html, update_table
from glassnet.training import keras_model
from glassnet.training.compilation import CompiledFunction, kept_with_model
from glassnet.training.keras_model import References, Variables
from glassnet.training.processes import here

# Of the change: Adam's 1 − β₂ᵗ is in float32, which leaves 1e-5 of it at the first steps.
TOLERANCE = 1e-4


@dataclass(frozen=True)
class UpdateEquation:
    """One line of an optimizer's rule.

    Attributes:
        name: the letter that it computes, such as m.
        rule: its right side in letters, such as `β₁·m + (1 − β₁)·g`.
        numbers: the same in numbers.
        value: its value.
    """

    name: str
    rule: str
    numbers: str
    value: float


Letters = dict[str, float]
Rule = tuple[tuple[str, str, Callable[[Letters], float]], ...]
"""An optimizer's equations: name, rule, and the value from the letters so far."""


@dataclass(frozen=True)
class Update:
    """One parameter before and after the optimizer's next step.

    Attributes:
        parameter: name of the parameter.
        optimizer: the optimizer's class; for one that scales the loss, that of the inner one.
        step: how many steps the optimizer has taken.
        settings: the numbers of its rule, such as learning_rate.
        before: the parameter before the step, an array.
        after: the parameter after the step.
        gradient: its gradient, before clipping and without the loss's scale.
        slots: what the optimizer keeps for the parameter (momentum, velocity), before and after.
        beside: other effects on the parameter, such as clipping, in the language in use.
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

    def lines(self, index: tuple[int, ...] = ()) -> list[UpdateEquation]:
        """The optimizer's rule for one number, computed in float64; the last is the new parameter.

        Args:
            index: index of the number.

        Returns:
            The equations; empty for an optimizer whose rule is not known here.

        Raises:
            SettingError: the optimizer made something else: clipping or the like acts as well.
        """
        if self.optimizer not in RULES:
            return []
        rule, kept = RULES[self.optimizer](self.settings)
        slots = {letter: self.slots[slot] for letter, slot in kept.items() if slot in self.slots}
        letters: Letters = {
            "w": float(self.before[index]),
            "g": float(self.gradient[index]),
            "t": self.step + 1.0,
            **{letter: float(before[index]) for letter, (before, _) in slots.items()},
            **{LETTERS[name]: value for name, value in self.settings.items() if name in LETTERS},
        }
        slots["w"] = self.before, self.after
        equations: list[UpdateEquation] = []
        for name, text, compute in rule:
            value = compute(letters)
            equations.append(UpdateEquation(name, text, _in_numbers(text, letters), value))
            letters[name] = value
            if name in slots:
                # A clipped gradient shows in Adam's m and hardly in the parameter, divided by √v.
                self._check(kept.get(name, self.parameter), value, slots[name], index)
        return equations

    def _check(
        self, name: str, value: float, pair: tuple[NDArray[Any], NDArray[Any]], index: Any
    ) -> None:
        before, after = (float(each[index]) for each in pair)
        spacing = float(jnp.finfo(pair[0].dtype).eps) * max(abs(before), abs(after))
        if abs(value - after) > TOLERANCE * abs(after - before) + 2 * spacing:
            raise SettingError(
                message(
                    "update-differs",
                    optimizer=self.optimizer,
                    name=name,
                    made=f"{after:.9g}",
                    rule=f"{value:.9g}",
                    beside=", ".join(self.beside) or message("update-unknown"),
                )
            )

    def _repr_html_(self) -> str:
        return as_html(update_table(self))


def _sgd(settings: Mapping[str, float]) -> tuple[Rule, Mapping[str, str]]:
    if not settings["momentum"]:
        return (("w", "w − η·g", lambda n: n["w"] - n["η"] * n["g"]),), {}
    velocity = ("v", "β·v − η·g", lambda n: n["β"] * n["v"] - n["η"] * n["g"])
    plain = ("w", "w + v", lambda n: n["w"] + n["v"])
    nesterov = ("w", "w + β·v − η·g", lambda n: n["w"] + n["β"] * n["v"] - n["η"] * n["g"])
    return (velocity, nesterov if settings["nesterov"] else plain), {"v": "momentum"}


def _adam(settings: Mapping[str, float]) -> tuple[Rule, Mapping[str, str]]:
    """Kingma and Ba, 2015, with both corrections in the learning rate, as Keras has it."""
    rule: Rule = (
        ("m", "β₁·m + (1 − β₁)·g", lambda n: n["β₁"] * n["m"] + (1 - n["β₁"]) * n["g"]),
        ("v", "β₂·v + (1 − β₂)·g²", lambda n: n["β₂"] * n["v"] + (1 - n["β₂"]) * n["g"] ** 2),
        (
            "α",
            "η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)",
            lambda n: n["η"] * math.sqrt(1 - n["β₂"] ** n["t"]) / (1 - n["β₁"] ** n["t"]),
        ),
        (
            "w",
            "w − α·m/(√v + ε)",
            lambda n: n["w"] - n["α"] * n["m"] / (math.sqrt(n["v"]) + n["ε"]),
        ),
    )
    return rule, {"m": "momentum", "v": "velocity"}


# An optimizer's equations, and under which name it keeps what a letter stands for.
RULES: Mapping[str, Callable[[Mapping[str, float]], tuple[Rule, Mapping[str, str]]]] = {
    "SGD": _sgd,
    "Adam": _adam,
}
LETTERS = {
    "learning_rate": "η",
    "momentum": "β",
    "beta_1": "β₁",
    "beta_2": "β₂",
    "epsilon": "ε",
}
LETTER = re.compile(r"\(1 − (?P<complement>β[₁₂])\)|(?P<power>β[₁₂])ᵗ|β[₁₂]?|[a-zηαε]")
# An optimizer's setting -> what it does to a parameter beside the rule.
BESIDE: Mapping[str, str] = {
    "clipnorm": "update-clipping",
    "global_clipnorm": "update-clipping",
    "clipvalue": "update-clipping",
    "weight_decay": "update-weight-decay",
    "use_ema": "update-averaging",
    "amsgrad": "update-amsgrad",
    "gradient_accumulation_steps": "update-accumulation",
}
SETTINGS = ("learning_rate", "momentum", "nesterov", "beta_1", "beta_2", "epsilon", "rho")


def next_update(subject: Subject, name: str) -> Update:
    """The update that `gn.fit` would make to a parameter in its next step on the same rows."""
    model = subject.source
    trainable = model.trainable_variables
    number = keras_model.variable_names(model).index(name)
    state = here(References.of(model).read())
    _check_unchanged(subject, state)
    batch = subject.batch
    key = ("update", jax.tree.structure(batch), *(leaf.shape for leaf in jax.tree.leaves(batch)))
    run = lambda state, batch: keras_model.train_step_with_gradients(
        model, Variables(*state), batch
    )
    soon = partial(run_once.unless_compared, run_once.options(subject.compiled.graph.numbers))
    step = kept_with_model(model, key, lambda: CompiledFunction(run, soon))
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
    now = [*state.trainable, *state.non_trainable]
    same = keras_model.same_identity(subject.identity, subject.source) and all(
        np.array_equal(then, value, equal_nan=True)
        for then, value in zip(subject.inputs, now, strict=False)
    )
    if not same:
        raise SettingError(message("update-model-changed"))


def _settings(optimizer: Any) -> dict[str, float]:
    found = {name: getattr(optimizer, name, None) for name in SETTINGS}
    return {name: float(value) for name, value in found.items() if value is not None}


def _loss_scale(optimizer: Any, state: Variables) -> Any:
    """The factor on the loss that lets float16 hold its gradients; 1 without one."""
    dynamic = getattr(optimizer, "dynamic_scale", None)
    for variable, value in zip(optimizer.variables, state.optimizer, strict=True):
        if variable is dynamic:
            return np.asarray(value)
    return np.float32(optimizer.loss_scale_factor or 1)


def _beside(optimizer: Any, variable: Any) -> tuple[str, ...]:
    keys = [key for name, key in BESIDE.items() if getattr(optimizer, name, None)]
    keys += ["update-constraint"] if variable.constraint is not None else []
    return tuple(map(message, dict.fromkeys(keys)))


def _slots(
    optimizer: Any, variables: Sequence[Any], number: int, before: Variables, after: Variables
) -> dict[str, tuple[NDArray[Any], NDArray[Any]]]:
    """Keras names a slot after its variable, hidden_kernel_momentum, and makes slots in the order
    of the variables: those of enc/dense/kernel and enc_dense/kernel have the same name."""
    prefixes = [f"{each.path.replace('/', '_')}_" for each in variables]
    own = prefixes[number]
    found: dict[str, list[tuple[NDArray[Any], NDArray[Any]]]] = {}
    for slot, old, new in zip(optimizer.variables, before.optimizer, after.optimizer, strict=True):
        prefix = max((each for each in prefixes if slot.name.startswith(each)), key=len, default="")
        if prefix == own:
            pair = np.asarray(old), np.asarray(new)
            found.setdefault(slot.name.removeprefix(own), []).append(pair)
    alike, place = prefixes.count(own), prefixes[:number].count(own)
    return {name: pairs[place] for name, pairs in found.items() if len(pairs) == alike}


def _in_numbers(rule: str, letters: Letters) -> str:
    """`0.9 · 0.2 + 0.1 · (−3)` for `β₁·m + (1 − β₁)·g`."""

    def number(found: re.Match[str]) -> str:
        if found["complement"]:
            return _signed(1 - letters[found["complement"]])
        if found["power"]:
            return f"{_signed(letters[found['power']])}^{letters['t']:g}"
        return _signed(letters[found[0]])

    return LETTER.sub(number, rule).replace("·", " · ").replace("/", " / ")


def _signed(value: float) -> str:
    written = f"{value:.6g}"
    return f"({written})".replace("-", "−") if value < 0 else written
