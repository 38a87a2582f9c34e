"""`glassnet train xor` succeeds whatever the seed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from glassnet.data import load
from glassnet.networks import build, defaults_for
from glassnet.runs.evaluation import evaluate, predictor
from glassnet.runs.record import Settings
from glassnet.runs.train import Trained, train

DATA = load("xor")


def trained(seed: int) -> Trained:
    return train(DATA, Settings(**asdict(defaults_for(DATA)), loss=None, seed=seed))


class IntoTheFirst:
    """`build`, but the first network takes the numbers of each later one, and is given back.

    A network of its own for each seed would be traced and compiled anew, for 0.2 s each.
    """

    def __init__(self) -> None:
        self.first: Any = None

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        made: Any = build(*arguments, **settings)
        if self.first is None:
            self.first = made
        else:
            made.optimizer.build(made.trainable_variables)
            for variable, new in zip(variables(self.first), variables(made), strict=True):
                variable.assign(new.value)
            # A network's first fit draws one order more than the later ones, as Keras' does.
            np.random.permutation(len(DATA.x))
        return self.first


def variables(model: Any) -> list[Any]:
    return [*model.weights, *model.optimizer.variables]


@pytest.mark.parametrize("seeds", [10, pytest.param(100, marks=pytest.mark.long)])
def test_the_defaults_learn_xor_for_every_seed(seeds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = {seed: trained(seed) for seed in ([1, seeds // 2, seeds - 1] if seeds > 10 else [9])}
    monkeypatch.setattr("glassnet.runs.train.build", IntoTheFirst())
    wrong: list[int] = []
    for seed in range(seeds):
        found = trained(seed)
        if seed == 0:
            answers = predictor(found.model)  # reads the weights anew at each call
        if evaluate(answers(DATA.x), DATA).accuracy != 1:
            wrong.append(seed)
        if seed in alone:
            assert found.history == alone[seed].history
            pairs = zip(variables(found.model), variables(alone[seed].model), strict=True)
            for ours, theirs in pairs:
                np.testing.assert_array_equal(ours, theirs)
    assert wrong == []
