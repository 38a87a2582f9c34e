"""A Keras model as pure functions of its variables, as Keras' own JAX trainer drives it.

Only the files `keras_*` touch what Keras keeps private. Checked with Keras 3.15.1.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from itertools import chain, count
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import keras
import numpy as np

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training.explained import explained
from glassnet.training.keras_metrics import emptied
from glassnet.training.processes import readable
from glassnet.training.refusals import ModelInUse

Model = Any  # keras.Model: Keras carries no types
Tree = Any  # a nested structure (tuple, list, dict) of arrays, as JAX' pytrees


class Variables(NamedTuple):
    """A model's whole state, in the order of Keras' own lists of variables."""

    trainable: list[jax.Array]  # the weights
    non_trainable: list[jax.Array]  # BatchNorm statistics, seed generators
    optimizer: list[jax.Array]  # the iteration count and the learning rate among them
    metrics: list[jax.Array]  # running sums of the loss and of every metric
    # What observers have kept so far, inside a program that is observed; not the model's (see
    # `observation`).
    records: tuple[Any, ...] = ()


class References(NamedTuple):
    """The model's own variable objects, in the order of `Variables`.

    Looked up once: Keras walks all layers to find them.
    """

    trainable: list[Any]
    non_trainable: list[Any]
    optimizer: list[Any]
    metrics: list[Any]

    @classmethod
    def of(cls, model: Model) -> References:
        """Look them up."""
        return cls(
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )

    def read(self) -> Variables:
        """The variables' values now, without duplicates, since the buffers are donated.

        (The averages that Keras writes to the weights at a training's end are the same arrays.)
        Raises ModelInUse while another thread has them.
        """
        seen: set[int] = set()
        with self._readable():
            values: Any = [[_its_own(each.value, seen) for each in group] for group in self]
        return Variables(*values)

    def copy(self) -> Variables:
        """The values now, copied to NumPy arrays, which are never donated (see `readable`)."""
        with self._readable():
            copies: Any = [[np.array(readable(each.value)) for each in group] for group in self]
        return Variables(*copies)

    @contextmanager
    def _readable(self) -> Generator[None]:
        try:
            yield
        except TypeError:  # Keras calls a value of None
            if any(each._value is None for group in self for each in group):
                raise ModelInUse(message("training-in-use")) from None
            raise

    def check(self, variables: Variables) -> None:
        """Raise SettingError unless `variables` have this model's shapes."""
        shapes = [[tuple(value.shape) for value in group] for group in variables[:4]]
        if shapes != [[tuple(reference.shape) for reference in group] for group in self]:
            raise SettingError(message("training-state-model"))

    def assign(self, variables: Variables) -> None:
        """Write values back to the model's variables."""
        for group, values in zip(self, variables[:4], strict=True):
            for reference, value in zip(group, values, strict=True):
                reference.assign(value)


def _its_own(value: Any, seen: set[int]) -> Any:
    value = jnp.array(value, copy=True) if id(value) in seen else value
    seen.add(id(value))
    return value


# The functions below are pure: JAX traces them into the compiled program.


def train_step(
    model: Model, variables: Variables, batch: Tree, *, caller: str = "fit"
) -> tuple[Variables, Tree]:
    """Take Keras' train step, or the model's own: new state, logs. caller: as in `refusals`."""
    with emptied(model), explained(model, "train_step", caller, *_x_and_y(batch)):
        logs, state = model.train_step(variables[:4], batch)
    return Variables(*state), logs


def train_step_with_gradients(
    model: Model, variables: Variables, batch: Tree
) -> tuple[Variables, tuple[Tree, list[jax.Array]]]:
    """Take `train_step`; return also the gradients that the optimizer gets, before clipping.

    Raises:
        SettingError: a train step of the model's own that bypasses `optimizer.stateless_apply`.
    """
    applied: list[list[jax.Array]] = []
    optimizer = model.optimizer
    apply = optimizer.stateless_apply

    def recording(optimizer_variables: Any, gradients: Any, trainable_variables: Any) -> Any:
        applied.append(list(gradients))
        return apply(optimizer_variables, gradients, trainable_variables)

    # Past Keras' tracking of attributes.
    object.__setattr__(optimizer, "stateless_apply", recording)
    try:
        after, logs = train_step(model, variables, batch)
    finally:
        object.__delattr__(optimizer, "stateless_apply")
    if len(applied) != 1:
        named = {"type": type(model).__name__, "model": model.name}
        raise SettingError(message("training-gradients-hidden", **named, count=len(applied)))
    return after, (logs, applied[0])


def loss(
    model: Model,
    trainable: list[jax.Array],
    non_trainable: list[jax.Array],
    batch: Tree,
    *,
    caller: str = "trace",
) -> jax.Array:
    """The loss of a batch in training mode, before the optimizer scales it, penalties included."""
    return loss_and_outputs(model, trainable, non_trainable, batch, training=True, caller=caller)[0]


def loss_and_outputs(
    model: Model,
    trainable: list[jax.Array],
    non_trainable: list[jax.Array],
    batch: Tree,
    *,
    training: bool,
    caller: str,
) -> tuple[jax.Array, Tree]:
    """The loss of a batch, penalties included, and what the model says about it.

    training: in training mode, as `fit` sees it, or as `evaluate` does.
    """
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(batch)
    # Written into what is captured; copies, because training gives the model's own arrays away.
    now = References.of(model).copy()
    with explained(model, "loss", caller, x, y):
        _, (unscaled, outputs, *_) = model.compute_loss_and_updates(
            trainable,
            non_trainable,
            now.metrics,
            x,
            y,
            sample_weight,
            training=training,
            optimizer_variables=now.optimizer,
        )
    return unscaled, outputs


def layers_within(model: Model) -> list[Any]:
    """The model itself and all layers in it, layers inside of layers too."""
    return list(model._flatten_layers())


def own_trainable_variables(layer: Any) -> list[Any]:
    """A layer's trainable variables without those of layers inside of it."""
    return list(layer._trainable_variables)


def variable_names(model: Model) -> list[str]:
    """Names of the trainable, then the other variables: Keras' paths, such as hidden/kernel.

    A path that occurs twice, in two models inside the model, gets a number: hidden/kernel_1.
    """
    names: dict[str, None] = {}
    for variable in [*model.trainable_variables, *model.non_trainable_variables]:
        # In a Sequential model Keras puts the model's name before a layer's.
        path = variable.path.removeprefix(f"{model.name}/")
        again = (f"{path}_{number}" for number in count(1))
        names[next(p for p in chain([path], again) if p not in names)] = None
    return list(names)


def test_step(model: Model, variables: Variables, batch: Tree) -> tuple[Variables, Tree]:
    """Take Keras' own test step: as `train_step`, with the optimizer's state untouched."""
    state = (variables.trainable, variables.non_trainable, variables.metrics)
    with emptied(model), explained(model, "test_step", "fit", *_x_and_y(batch)):
        logs, (trainable, non_trainable, metrics) = model.test_step(state, batch)
    after = variables._replace(trainable=trainable, non_trainable=non_trainable, metrics=metrics)
    return after, logs


def should_evaluate(model: Model, epoch: int, frequency: int | list[int]) -> bool:
    """Whether Keras validates after this epoch (counted from 0)."""
    return model._should_eval(epoch, frequency)


def initial_epoch(model: Model) -> int:
    """The epoch at which a callback (BackupAndRestore) makes training start; 0 for none."""
    return model._initial_epoch or 0


def compile_arguments(model: Model) -> dict[str, Any]:
    """The arguments of `compile`, the objects themselves."""
    return dict(model._compile_config.config)


def compile_identity(model: Model) -> tuple[Any, ...]:
    """The objects that change when the model is compiled anew, distributed or layers are frozen."""
    return (
        keras.distribution.distribution(),
        model.optimizer,
        model._compile_loss,
        model._compile_metrics,
        *model.trainable_variables,
        *model.metrics,
    )


def same_identity(identity: tuple[Any, ...], model: Model) -> bool:
    """Whether the model is still compiled, and its layers frozen, as `identity` says."""
    now = compile_identity(model)
    return len(now) == len(identity) and all(a is b for a, b in zip(now, identity, strict=True))


def _x_and_y(batch: Tree) -> tuple[Any, Any]:
    """x and y as an overridden train step receives them."""
    parts: tuple[Any, ...] = batch if isinstance(batch, tuple) else (batch,)
    x, y, *_ = (*parts, None, None)
    return x, y
