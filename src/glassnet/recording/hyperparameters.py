"""Hyperparameters of runs beside their results, for the HParams page of TensorBoard.

A run names its hyperparameters and metrics (an experiment), gives their values when it starts and
its status when it ends. Without an experiment TensorBoard finds hyperparameters, but no metrics.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, cast

import numpy as np
from tensorboard.compat.proto import summary_pb2
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2
from tensorboard.plugins.hparams.summary_v2 import (
    Discrete,
    HParam,
    Metric,
    hparams_config_pb,
    hparams_pb,
)

from glassnet.errors import SettingError
from glassnet.text import message

Value = bool | int | float | str
_api: Any = api_pb2  # generated, without types
_plugin: Any = plugin_data_pb2
_summary: Any = summary_pb2

Status = Literal["success", "failure"]
"""How a run ended. One that was stopped by hand succeeded as far as it went."""

STATUSES: Mapping[Status, Any] = {"success": _api.STATUS_SUCCESS, "failure": _api.STATUS_FAILURE}
_DATASETS = {"train": Metric.TRAINING, "validation": Metric.VALIDATION}


def checked(hparams: Any) -> Mapping[str, Value] | None:
    """The hyperparameters of one run, as they are shown; None for none.

    hparams: name → truth value, finite number or text. Sequences become text (`10-10-1`), and so
    does None. Raises SettingError for anything else, which TensorBoard cannot show.
    """
    if hparams is None:
        return None
    if not isinstance(hparams, Mapping):
        raise SettingError(message("hparams-form", found=repr(hparams)))
    given = cast(Mapping[Any, Any], hparams)
    return {str(name): _plain(str(name), value) for name, value in given.items()}


def experiment(values: Mapping[str, Value], metrics: Iterable[tuple[str, str]]) -> Any:
    """The hyperparameters and metrics of a run, for its folder: a Summary, for step 0.

    values: what `checked` gave. metrics: (folder below the run's, tag of a scalar), such as
    ("validation", "epoch_loss").
    """
    kinds = {name: _kind(value) for name, value in values.items()}
    params = [HParam(name, Discrete([kinds[name](values[name])], kinds[name])) for name in values]
    shown = [Metric(tag, group=group, dataset_type=_DATASETS.get(group)) for group, tag in metrics]
    return hparams_config_pb(params, shown, time.time())


def session_start(values: Mapping[str, Value]) -> Any:
    """The hyperparameters of one run that begins now, for its folder: a Summary, for step 0.

    TensorBoard takes runs of equal values for repetitions of one another.
    """
    return hparams_pb(values, None, time.time())


def session_end(status: Status = "success") -> Any:
    """The status of one run that ends now, for its folder: a Summary, for step 0."""
    end = _plugin.SessionEndInfo(status=STATUSES[status], end_time_secs=time.time())
    value = _summary.Summary.Value(
        tag=metadata.SESSION_END_INFO_TAG,
        metadata=metadata.create_summary_metadata(_plugin.HParamsPluginData(session_end_info=end)),
        tensor=metadata.NULL_TENSOR,
    )
    return _summary.Summary(value=[value])


def _kind(value: Value) -> type[bool] | type[float] | type[str]:
    """TensorBoard knows one kind of number."""
    return float if type(value) is int else type(value)


def _plain(name: str, value: Any) -> Value:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return "-".join(map(str, cast(Sequence[Any], value)))
    if value is None:
        return "None"
    if not isinstance(value, bool | int | float | str):
        raise SettingError(message("hparams-type", name=name, type=type(value).__name__))
    # TensorBoard would leave it out without a word.
    if isinstance(value, float) and not math.isfinite(value):
        raise SettingError(message("hparams-not-finite", name=name, found=str(value)))
    return value
