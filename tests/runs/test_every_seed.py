"""`glassnet train xor` succeeds whatever the seed."""

from __future__ import annotations

from dataclasses import asdict

from glassnet.data import load
from glassnet.networks import defaults_for
from glassnet.runs.evaluation import evaluate
from glassnet.runs.predict import predictor
from glassnet.runs.settings import Settings
from glassnet.runs.train import train


def test_the_defaults_learn_xor_for_every_seed_from_0_to_99() -> None:
    data = load("xor")
    defaults = asdict(defaults_for(data))
    wrong: list[int] = []
    for seed in range(100):
        trained = train(data, Settings(**defaults, loss=None, seed=seed))
        if evaluate(predictor(trained.model)(data.x), data).accuracy != 1:
            wrong.append(seed)
    assert wrong == []
