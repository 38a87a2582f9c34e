"""Moving averages of batch normalisation that have not followed the batches yet."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import keras

from glassnet.diagnosis.context import LEARNED, Context
from glassnet.diagnosis.finding import Finding
from glassnet.training.keras_model import layers_within

LEFT = 0.1  # of the averages, what they began with: mean 0 and variance 1
# The loss in inference, by the loss in training and by the best constant's.
APART, WRONG = 10.0, 0.7


def moving_averages(context: Context) -> Iterator[Finding]:
    """An output that is right in training, with the batch's mean and variance, and far less so in
    inference, since the moving averages still are what they began with by a tenth or more."""
    steps = int(context.model.optimizer.iterations)
    layers = [
        each
        for each in layers_within(context.model)
        if isinstance(each, keras.layers.BatchNormalization) and each.trainable
    ]
    slowest = max(layers, key=lambda each: each.momentum, default=None)
    if steps == 0 or slowest is None or (left := slowest.momentum**steps) <= LEFT:
        return
    for head in context.heads_with_loss:
        inference, training = map(head.loss, head.predictions)
        if head.base_rate is None or inference is None or training is None:
            continue
        has_learned = training < LEARNED * head.base_rate
        if has_learned and inference > max(APART * training, WRONG * head.base_rate):
            evidence = {
                "momentum": float(slowest.momentum),
                "taken": steps,
                "left": f"{left:.0%}",
                "needed": round(log(LEFT) / log(slowest.momentum)),
                "inference": inference,
                "training": training,
                "base": head.base_rate,
            }
            yield Finding("moving-averages", 0.9, slowest.name, evidence | head.evidence)
