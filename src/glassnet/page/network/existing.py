"""The state that a page begins with for a network that exists: a saved model, a lesson, a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from msgspec.structs import replace

from glassnet.data import Dataset
from glassnet.errors import SettingError
from glassnet.lessons import LESSONS
from glassnet.networks.builder import ACTIVATIONS, OPTIMIZERS, TASKS, output_units
from glassnet.networks.options import LOSSES_OF
from glassnet.page.network.opening import opening_state, table
from glassnet.page.network.starts import encoded
from glassnet.page.network.subject import load_data, make_subject
from glassnet.page.state import (
    MOST_LAYERS,
    MOST_NAME,
    MOST_UNITS,
    BuiltIn,
    Given,
    HiddenLayer,
    PageState,
    Table,
)
from glassnet.runs.saved_runs import SavedRun, load_dataset
from glassnet.runs.train import split
from glassnet.text import message
from glassnet.units.dense_chain import DenseLayer, NoChainError, dense_chain

ROUNDING = 1e-4  # by which a network that was built anew may differ from the one that is opened


class NotDrawable(SettingError):
    """A network that is no chain of Dense layers, or too large to be drawn unit by unit."""


def state_of_model(
    model: Any, name: str, base: PageState, given: Dataset | None = None
) -> PageState:
    """The state of a compiled model of Dense layers.

    Args:
        model: with its weights; of its optimizer and loss what the page has is taken.
        name: what the page calls it.
        base: has the data.
        given: rows from Python, where these are the data.

    Raises:
        NotDrawable: the page cannot draw it unit by unit.
        SettingError: the data do not fit it.
    """
    dataset = load_data(base, given)
    layers = _dense_layers(model, name)
    _check_sizes(layers, name, dataset)
    hidden = [HiddenLayer(len(each.bias), each.activation) for each in layers[:-1]]
    state = replace(
        base,
        layers=tuple(hidden),
        optimizer=_optimizer(model) or base.optimizer,
        learning_rate=_rate(model) or base.learning_rate,
        loss=_loss(model, dataset),
        start=encoded(name, [array for each in layers for array in (each.kernel, each.bias)]),
    )
    built = make_subject(state, given).model
    x = dataset.x[:100]
    found, expected = built(x), _outputs(model, layers[-1].activation, dataset, x)
    if not np.allclose(found, expected, atol=ROUNDING, rtol=ROUNDING, equal_nan=True):
        raise NotDrawable(message("studio-model-other", name=name))
    return state


def _dense_layers(model: Any, name: str) -> list[DenseLayer]:
    """The layers from the input to the output. Raises NotDrawable."""
    try:
        chain = dense_chain(model)
    except NoChainError as error:
        raise _undrawable(name, error.what) from None
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense) and (not layer.use_bias or _regularizers(layer)):
            raise _undrawable(name, type(layer).__name__)
    for each in chain[:-1]:
        if each.activation not in ACTIVATIONS.entries:
            raise _undrawable(name, each.activation)
        if len(each.bias) > MOST_UNITS or len(chain) - 1 > MOST_LAYERS:
            limits = {"layers": MOST_LAYERS, "units": MOST_UNITS}
            raise NotDrawable(message("studio-model-large", name=name, **limits))
    return chain


def _regularizers(layer: Any) -> list[Any]:
    """What is added to the loss for a layer; the page has one penalty for all of them."""
    names = ("kernel_regularizer", "bias_regularizer", "activity_regularizer")
    return [found for each in names if (found := getattr(layer, each, None)) is not None]


def _undrawable(name: str, what: str) -> NotDrawable:
    return NotDrawable(message("studio-model-layer", name=name, layer=what))


def _check_sizes(layers: Sequence[DenseLayer], name: str, dataset: Dataset) -> None:
    needed = dataset.x.shape[1], output_units(dataset)
    found = len(layers[0].kernel), len(layers[-1].bias)
    if found != needed:
        given = {"inputs": found[0], "outputs": found[1], "data": dataset.name}
        rest = {"features": needed[0], "needed": needed[1]}
        raise SettingError(message("studio-model-data", name=name, **given, **rest))


def _outputs(model: Any, activation: str, dataset: Dataset, x: Any) -> Any:
    """What the model says, as probabilities where its loss takes logits."""
    found, usual = model(x), TASKS[dataset.task][0]
    # A loss of a class of its own knows; a name or a function means probabilities.
    loss = getattr(model, "loss", None)
    is_logits = activation == "linear" != usual and getattr(loss, "from_logits", False)
    return ACTIVATIONS[usual](found) if is_logits else found


def _optimizer(model: Any) -> str | None:
    name = type(getattr(model, "optimizer", None)).__name__.lower()
    return name if name in OPTIMIZERS.entries else None


def _rate(model: Any) -> float | None:
    """As the nearest number of few digits: 0.1 and not 0.10000000149."""
    rate = getattr(getattr(model, "optimizer", None), "learning_rate", None)
    return None if rate is None else float(str(np.float32(rate)))


def _loss(model: Any, dataset: Dataset) -> str | None:
    loss = getattr(model, "loss", None)
    name = loss if isinstance(loss, str) else getattr(loss, "name", None)
    return name if name in LOSSES_OF[dataset.task] else None


def state_of_lesson(name: str, seed: int = 0) -> PageState:
    """The state of a lesson: its network, with its first weights, on XOR.

    Raises:
        NotDrawable: a lesson whose rows are not those of XOR.
        SettingError: a seed out of range.
    """
    lesson = LESSONS[name]
    _, *shape = lesson.data()[0].shape
    if shape != [2]:
        raise NotDrawable(message("studio-lesson", lesson=name))
    return state_of_model(lesson.build(), name, opening_state("xor", seed))


def state_of_run(run: SavedRun) -> PageState:
    """The state of a run: its training up to where it ended, which the time line goes through; of
    one that held rows out, its weights at the end, with all rows.

    Raises:
        GlassnetError: the data are gone or have changed, or NotDrawable.
    """
    dataset = load_dataset(run)
    source = run.record["source"]
    path = Path(source["data"])
    if path.is_file():
        data = table(path, source["target"], source["ignore"])
    else:
        rows, noise = source["rows"], source["noise"]
        data = BuiltIn(source["data"], rows=rows, noise=noise, seed=source["seed"])
    state = _at_end(run, data, len(dataset.x))
    if run.settings.validation_split:
        model = keras.saving.load_model(run.path / "model.keras")
        return state_of_model(model, run.name, replace(state, step=0))
    make_subject(state)
    return state


def training_of_run(run: SavedRun) -> tuple[PageState, Dataset]:
    """The state of a run that held rows out, and the rows that it was trained on: its training up
    to where it ended. No state can carry these rows, and so no link.

    Raises:
        GlassnetError: as from `state_of_run`.
    """
    settings = run.settings
    rows, _ = split(load_dataset(run), settings.validation_split, settings.seed)
    state = _at_end(run, Given(rows.name[:MOST_NAME]), len(rows.x))
    make_subject(state, rows)
    return state, rows


def _at_end(run: SavedRun, data: BuiltIn | Table | Given, rows: int) -> PageState:
    """The state of a run's training where it ended. rows: how many were trained on."""
    settings = run.settings
    if len(settings.layers) > MOST_LAYERS or max(settings.layers, default=0) > MOST_UNITS:
        limits = {"layers": MOST_LAYERS, "units": MOST_UNITS}
        raise NotDrawable(message("studio-model-large", name=run.name, **limits))
    return PageState(
        data=data,
        layers=tuple(HiddenLayer(each, settings.activation) for each in settings.layers),
        initializer=settings.initializer,
        optimizer=settings.optimizer,
        learning_rate=run.record["settings"]["learning_rate"],
        loss=settings.loss,
        batch_size=settings.batch_size if settings.batch_size < rows else None,
        seed=settings.seed,
        step=run.epochs * -(-rows // settings.batch_size),
    )
