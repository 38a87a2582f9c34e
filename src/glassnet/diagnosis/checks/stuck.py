"""A training that stands still above what the same network reaches from other initial weights."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.checks.saturation import SATURATED, hidden_activations
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, first_few
from glassnet.diagnosis.initial_weights import initial_state
from glassnet.diagnosis.model_ends import layer_of
from glassnet.diagnosis.output_head import OutputHead
from glassnet.diagnosis.retraining import Retraining, retrain
from glassnet.diagnosis.stationary_point import stationary_point
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import Model, References, Variables

Array = NDArray[Any]

MOST_WEIGHTS = 2_000  # of larger networks no start is this unlucky, and lanes take long
# Another start must leave less than this share of the loss. Others of healthy networks, which have
# reached the noise of their data, leave 0.8 to 1.2.
BETTER = 0.5
MOVES = 0.9  # of the loss after further steps: less and it was only under way
TRIES = 10  # other initial weights
FEWEST_BETTER = 2  # of the tries: one alone may be luck
STEPS = (3_000, 30_000)  # of a try: as many as the training took, within these bounds
SMOOTH = 1e-2  # gradient: a loss that stands still under a larger one has a kink there, as of relu
SECONDS = 4.0  # for the tries of one network
ALIKE = 1e-4  # 1 − |correlation| of two units over all rows


def stuck(context: Context) -> Iterator[Finding]:
    """A trained network whose loss stands still, further steps included, while other initial
    weights lead the same training to less than half of it."""
    model, head = context.model, _only_head(context)
    if not context.stands_still or head is None or not _is_small(context):
        return
    loss, taken = head.loss(head.predictions[-1]), int(model.optimizer.iterations)
    if loss is None or head.base_rate is None:
        return
    now = Variables(*References.of(model).read()[:4])
    going_on = retrain(
        model,
        context.trace.batch,
        [now],
        steps=STEPS[1],
        seconds=SECONDS,
        goal=MOVES * loss,
    )
    if going_on.after[0] < MOVES * loss:
        return  # it was only under way
    steps = min(max(taken, STEPS[0]), STEPS[1])
    tries = _try_others(model, context.trace.batch, steps)
    if tries is None or tries.steps < min(steps, taken):
        return
    better = _count_better(tries.after, loss)
    wider, size = _wider(model)
    more = None
    if wider is not None:
        parts = keras.utils.unpack_x_y_sample_weight(context.trace.batch)
        more = _try_others(wider, one_batch(wider, *parts, caller="diagnose"), steps)
    more_better = 0 if more is None else _count_better(more.after, loss)
    if max(better, more_better - TRIES // 2) < FEWEST_BETTER:
        return
    evidence = {
        "loss": loss,
        "later": float(going_on.after[0]),
        "more_steps": going_on.steps,
        "steps": tries.steps,
        "seed": int(np.nan_to_num(tries.after, nan=np.inf).argmin()),  # of the best try
        "goal": BETTER * loss,
        "tries": TRIES,
        "better": better,
        "size": size or "none",
        "more": more_better,
    }
    yield _finding(context, head, evidence)


def _finding(context: Context, head: OutputHead, evidence: dict[str, Any]) -> Finding:
    point = stationary_point(context.subject)
    evidence |= {
        "kind": "kink" if point.gradient > SMOOTH else point.kind,
        "gradient": point.gradient,
        "curvature": point.smallest,
        "wrong": first_few(np.flatnonzero(_wrong_rows(head))) or "none",
        **_units(context),
    }
    return Finding("stuck", 0.86, "loss", evidence | head.evidence)


def _only_head(context: Context) -> OutputHead | None:
    heads = context.heads_with_loss
    return heads[0] if len(heads) == 1 else None


def _is_small(context: Context) -> bool:
    """Whether the network can be trained again in a moment, and all of its data were traced."""
    weights = sum(math.prod(each.shape) for each in context.model.trainable_variables)
    return weights <= MOST_WEIGHTS and len(context.x[0]) == context.rows


def _try_others(model: Model, batch: Any, steps: int) -> Retraining | None:
    """Train from other initial weights; None where it is unknown how weights are drawn."""
    starts = [initial_state(model, seed) for seed in range(TRIES)]
    known = [start for start in starts if start is not None]
    if len(known) < TRIES:
        return None
    return retrain(model, batch, known, steps=steps, seconds=SECONDS)


def _count_better(after: Array, loss: float) -> int:
    return int(np.count_nonzero(after < BETTER * loss))


def _wider(model: Model) -> tuple[Model | None, str]:
    """A copy with one unit more in each hidden Dense layer, and the numbers of their units."""
    if not isinstance(model, keras.Sequential | keras.Model) or not getattr(model, "outputs", None):
        return None, ""
    dense = [each for each in model.layers if type(each) is keras.layers.Dense]
    hidden = dense[:-1]
    if not hidden:
        return None, ""

    def clone(layer: Any) -> Any:
        config = layer.get_config()
        if any(layer is each for each in hidden):
            config["units"] += 1
        return type(layer).from_config(config)

    copy = keras.models.clone_model(model, clone_function=clone)
    optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    copy.compile(optimizer=optimizer, loss=model.loss)
    optimizer.build(copy.trainable_variables)
    return copy, "-".join(str(each.units + 1) for each in hidden)


def _wrong_rows(head: OutputHead) -> Array:
    """Mask of the rows whose class is not the predicted one; none where there are no classes."""
    predicted, targets, spec = head.predictions[0], head.targets, head.spec
    if targets is None or spec is None or predicted.ndim != 2:
        return np.zeros(0, bool)
    targets = targets.reshape(len(targets), -1)
    if predicted.shape[1] == 1:
        border = 0.0 if head.from_logits or head.activation in ("tanh", "linear") else 0.5
        is_class = np.isin(targets, (0, 1, -1)).all() and targets.shape[1] == 1
        if not is_class:
            return np.zeros(0, bool)
        least = float(targets.min())
        border = 0.5 if least == 0 and not head.from_logits else border
        return (predicted[:, 0] > border) != (targets[:, 0] > (0 if least < 0 else 0.5))
    classes = targets[:, 0] if spec.class_numbers else targets.argmax(axis=1)
    return predicted.argmax(axis=1) != classes


def _units(context: Context) -> dict[str, str]:
    """Hidden units that are dead, saturated, or copies of another: `hidden[0], hidden[3]`."""
    dead, saturated, alike = list[str](), list[str](), list[str]()
    for each in hidden_activations(context):
        layer, units = layer_of(each.function.result), each.slopes.shape[-1]
        shares = each.slopes.reshape(-1, units).mean(axis=0) / each.shape.largest_slope
        name = lambda unit, layer=layer: f"{layer}[{unit}]"
        dead += map(name, np.flatnonzero(~each.alive))
        saturated += map(name, np.flatnonzero(each.alive & (shares < SATURATED)))
        values = context.value(each.function.result).reshape(-1, units).astype(np.float64)
        with np.errstate(all="ignore"):  # a unit that is the same in all rows has no correlation
            same = np.abs(np.corrcoef(values.T)).reshape(units, units) > 1 - ALIKE
        pairs = np.argwhere(np.triu(same, 1))
        alike += [f"{name(one)} = {name(other)}" for one, other in pairs]
    found = {"dead": dead, "saturated": saturated, "alike": alike}
    return {key: first_few(units) or "none" for key, units in found.items()}
