"""The right cause first for each broken network, and nothing for each healthy one."""

from __future__ import annotations

import json
import math
import re
from importlib.resources import files

import broken_networks
import healthy_networks
import jax
import keras
import kinds_of_data
import output_heads
import posted_networks
import prepared_inputs
import pytest
import recurrent_networks as recurrent
import subclassed_models
import unresponsive_units
from broken_networks import flat_xor
from network_parts import Case
from sampling import some_long

import glassnet as gn
from glassnet.diagnosis.checks import stuck
from glassnet.diagnosis.checks.optimisation import UNLEARNED
from glassnet.diagnosis.context import Context
from glassnet.text import LANGUAGES, using

FILES = (
    broken_networks,
    output_heads,
    recurrent,
    subclassed_models,
    prepared_inputs,
    kinds_of_data,
    unresponsive_units,
    posted_networks,
)
BROKEN: dict[str, Case] = {name: case for each in FILES for name, case in each.BROKEN.items()}
HEALTHY: dict[str, Case] = healthy_networks.HEALTHY | {
    name: case for each in FILES[1:] for name, case in each.HEALTHY.items()
}


def long_ones(cases: dict[str, Case]) -> set[str]:
    """The names of cases that are left to the long suite: of each cause the short one has one."""
    first = {case.first: name for name, case in reversed(list(cases.items())) if not case.long}
    return {name for name, case in cases.items() if case.long or first[case.first] != name}


# Of softmax over one unit, which is one of the mistakes: Keras says it when it builds the model.
pytestmark = pytest.mark.filterwarnings("ignore:You are using a softmax over axis")


def test_there_are_as_many_as_were_promised() -> None:
    assert len(BROKEN.keys() - long_ones(BROKEN)) >= 30
    assert sum(not case.long for case in HEALTHY.values()) >= 20


@pytest.mark.parametrize("name", some_long(BROKEN, long_ones(BROKEN)))
def test_the_right_cause_comes_first(name: str) -> None:
    case = BROKEN[name]
    keras.utils.set_random_seed(1)
    model, x, y = case.build()
    if case.epochs:
        gn.fit(model, x, y, epochs=case.epochs, verbose=0)
    found = gn.diagnose(model, x, y, seconds=60.0)  # the machine may be busy
    assert found
    assert found[0].key == case.first, repr(found)
    assert case.where in ("", found[0].where)
    likelihoods = [each.likelihood for each in found]
    assert likelihoods == sorted(likelihoods, reverse=True)
    assert all(0 < each <= 1 for each in likelihoods)
    json.dumps([each.to_dict() for each in found], allow_nan=False)
    said = {}
    for language in LANGUAGES:
        with using(language):
            said[language] = str(found)
            assert found[0].said() in " ".join(said[language].split())
            assert "<p>" in found._repr_html_()
    assert said["en"] != said["ko"]


def test_every_cause_that_has_texts_is_among_them() -> None:
    texts = files("glassnet.text").joinpath("en", "diagnosis.ftl").read_text(encoding="utf-8")
    causes = set(re.findall(r"^diagnosis-(\S+)-remedy =", texts, re.MULTILINE))
    of_a_training_alone = {
        "not-finite-step",
        "not-finite-validation",
        "too-few-steps",
        "leaked-scaling",
    }  # see tests/fitting/test_diagnosing.py
    assert {case.first for case in BROKEN.values()} == causes - of_a_training_alone


@pytest.mark.parametrize(
    "name", some_long(HEALTHY, {name for name, case in HEALTHY.items() if case.long})
)
def test_a_healthy_network_gets_no_finding(name: str) -> None:
    case = HEALTHY[name]
    keras.utils.set_random_seed(1)
    model, x, y = case.build()
    assert not gn.diagnose(model, x, y)
    gn.fit(model, x, y, epochs=case.epochs, verbose=0)
    assert not gn.diagnose(model, x, y)


@pytest.mark.parametrize("seed", range(4))
def test_xor_on_its_flat_stretch_is_a_plateau_at_worst(seed: int) -> None:
    keras.utils.set_random_seed(seed)
    model, x, y = flat_xor()
    for _ in range(5):
        assert {each.key for each in gn.diagnose(model, x, y)} <= {"plateau"}
        gn.fit(model, x, y, epochs=250, verbose=0)


@pytest.mark.long
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_xor_is_stuck_where_it_has_not_been_learned_and_there_alone(
    activation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tens of thousands of steps, however busy the machine is.
    jax.config.update("jax_disable_most_optimizations", False)
    monkeypatch.setattr(stuck, "SECONDS", 60.0)
    for seed in range(12):
        model, x, y = posted_networks.xor(activation, seed)()
        loss = gn.fit(model, x, y, epochs=3000, verbose=0).history["loss"][-1]
        found = gn.diagnose(model, x, y, seconds=math.inf)
        keys = {each.key for each in found[:2]}
        # A saddle where all outputs are 1/2: whether further steps leave it, rounding decides.
        saddle = math.isclose(loss, math.log(2), rel_tol=1e-6)
        told = keys & ({"stuck", "plateau"} if saddle else {"stuck"})
        assert bool(told) == (loss > 0.1), (seed, loss, repr(found))
        assert bool(found) == (loss > 0.1), (seed, loss, repr(found))


@pytest.mark.parametrize("kind", ["tanh", "relu", "linear", "logits"])
@pytest.mark.parametrize(
    "name", some_long(posted_networks.OPTIMIZERS, posted_networks.OPTIMIZERS.keys() - {"Adam"})
)
def test_a_learning_rate_far_beyond_is_the_first_finding(name: str, kind: str) -> None:
    """Fresh, and after training: units have died, gradients are 0, or the loss falls from far above
    the best constant's. Of logits even such a rate may lead well below that."""
    for rate in posted_networks.RATES[2 if name == "Adadelta" else 0 :]:
        keras.utils.set_random_seed(0)
        model, x, y = posted_networks.wild(posted_networks.OPTIMIZERS[name](rate), kind)
        fresh = gn.diagnose(model, x, y)
        gn.fit(model, x, y, epochs=20, verbose=0)
        trained = gn.diagnose(model, x, y)
        head = Context(model, x, y).heads[0]
        learns = kind in ("linear", "logits") and head.has_fallen_to(UNLEARNED)
        for found in [] if learns else [fresh, trained]:
            assert found[0].key in ("rate-too-large", "diverged"), (rate, repr(found))
            assert "rate-too-small" not in [each.key for each in found]
