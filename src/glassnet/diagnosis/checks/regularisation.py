"""Penalties that outweigh the data: the weights go to 0, whatever there is to learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jax
import numpy as np

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.initial_weights import initial_state
from glassnet.diagnosis.layer_changes import penalties_left_out
from glassnet.diagnosis.output_head import OutputHead
from glassnet.diagnosis.rebuilding import Change, is_rebuildable, rebuilt
from glassnet.diagnosis.retraining import retrain
from glassnet.errors import SettingError
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import Model, variable_names

# The penalty's gradient beside the data's, in the layer where it is least. 1e-5 to 0.01 in networks
# that learn; 1 where a training with a penalty has come to rest.
TOO_STRONG = 5.0
# Less than that may still be too much: it is tried where the penalty beside the best constant's
# loss, and its gradient in each layer, are as large as this. L2 of 0.1 on 10-32-32-1 has 7 and 0.4
# to 1.2, and learns; 0.3 has 21 and 1.1 to 3.5, and does not.
SUSPECT, NOTICEABLE = 5.0, 0.5
SEED = 0
STEPS, SECONDS = 1_000, 2.0  # of each copy
LEARNS, STAYS = 0.72, 0.95  # of the best constant's loss: without the penalties, with them


def regularisation(context: Context) -> Iterator[Finding]:
    """Kernels that their penalties pull to 0 several times as hard as the data pull elsewhere."""
    ratios = _ratios(context)
    if ratios and min(ratios.values()) >= TOO_STRONG:
        evidence = {
            "by": "gradient",
            "ratio": max(ratios.values()),
            "least": min(ratios.values()),
            "count": len(ratios),
        }
        yield Finding("regularisation", 0.85, _where(ratios), evidence)


def collapse(context: Context) -> Iterator[Finding]:
    """Penalties with which a copy does not leave the best constant's loss, while another without
    them does."""
    ratios, model = _ratios(context), context.model
    settings = penalties_left_out(model)
    found = bool(ratios) and min(ratios.values()) >= TOO_STRONG
    if found or not settings or not is_rebuildable(model):
        return
    for head in context.unlearned:
        if not _is_suspect(context, head, ratios):
            continue
        try:
            bare = rebuilt(model, Change(settings=settings))
        except SettingError:
            return
        without, kept = (_loss_after(context, each, head) for each in (bare, model))
        base = head.base_rate
        if base is None or without is None or kept is None:
            return
        if without < LEARNS * base and kept > STAYS * base:
            evidence = {"by": "training", "steps": STEPS, "base": base}
            evidence |= {"kept": kept, "without": without, "count": len(settings)}
            where = _where(ratios) if ratios else next(iter(settings))
            yield Finding("regularisation", 0.9, where, evidence | head.evidence)


def _is_suspect(context: Context, head: OutputHead, ratios: Mapping[str, float]) -> bool:
    """Whether the penalties are far above the loss, or the loss has come to the best constant's."""
    base, loss = head.base_rate, head.least_loss
    if not base or loss is None or base < 0:
        return False
    if int(context.model.optimizer.iterations) > 0 and STAYS < loss / base < 1 / STAYS:
        return True
    penalty = float(sum(map(float, context.model.losses)))
    return penalty > SUSPECT * base and min(ratios.values(), default=0.0) > NOTICEABLE


def _loss_after(context: Context, model: Model, head: OutputHead) -> float | None:
    """Loss of an output, without penalties, of a copy that has been trained from other initial
    weights; None if it is unknown how they are drawn."""
    x, y, weights = context.data_of(context.traced_rows[context.range_test.rows])
    batch = one_batch(model, x, y, weights, caller="diagnose")
    if (start := initial_state(model, SEED)) is None:
        return None
    done = retrain(model, batch, [start], steps=STEPS, seconds=SECONDS)
    state = jax.tree.map(lambda lanes: lanes[0], done.states)
    heads = context.heads_with(state, model)
    same = (each for each in heads if (each.place, each.target) == (head.place, head.target))
    return next(same).least_loss


def _where(ratios: Mapping[str, float]) -> str:
    return max(ratios, key=lambda each: ratios[each])


def _ratios(context: Context) -> Mapping[str, float]:
    """‖∂penalty/∂w‖ / ‖∂data loss/∂w‖ of each kernel that has a penalty."""
    names = variable_names(context.model)
    pairs = zip(names, context.model.trainable_variables, strict=False)
    return {
        name: ratio
        for name, variable in pairs
        if len(variable.shape) > 1
        and name in context.parameters
        and (ratio := _ratio(context, name, variable)) is not None
    }


def _ratio(context: Context, name: str, variable: Any) -> float | None:
    """None for a kernel without a penalty, or without data."""
    if variable.regularizer is None:
        return None
    with np.errstate(all="ignore"):
        whole = np.asarray(context.trace.gradients[name], np.float64)
        penalty = np.asarray(jax.grad(_scalar(variable.regularizer))(variable.value), np.float64)
        data = np.linalg.norm(whole - penalty)
    # What is left of a difference of equal numbers is rounding.
    rounding = 1e-5 * np.linalg.norm(penalty)
    return float(np.linalg.norm(penalty) / data) if data > rounding else None


def _scalar(regularizer: Any) -> Any:
    return lambda weights: jax.numpy.sum(regularizer(weights))
