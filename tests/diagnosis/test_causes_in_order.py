"""The order of causes and consequences, and what a time limit leaves out."""

from __future__ import annotations

from itertools import pairwise

import keras
import network_parts as parts
import pytest
from hypothesis import given
from hypothesis import strategies as st

import glassnet as gn
from glassnet.diagnosis import Finding, Findings
from glassnet.diagnosis.causal_order import CONSEQUENCES, SHARE, causes_of, in_causal_order
from glassnet.diagnosis.diagnose import (
    DATA_CHECKS,
    INITIAL_RATE,
    LAST_CHECKS,
    NONFINITE_CHECKS,
    OUTPUT_CHECKS,
    RULE_CHECKS,
    STEP_CHECKS,
    STUCK,
    TRACE_CHECKS,
)
from glassnet.errors import SettingError
from glassnet.text import LANGUAGES, using

KEYS = sorted({key for row in CONSEQUENCES.items() for keys in row for key in keys})


def test_nothing_is_its_own_cause() -> None:
    known = {key: causes_of(key) for key in KEYS}
    while any(
        (more := {k: set().union(*(known[c] for c in v)) - v for k, v in known.items()}).values()
    ):
        known = {key: causes | more[key] for key, causes in known.items()}
    assert all(key not in causes for key, causes in known.items())


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.floats(0.1, 1.0)), unique_by=lambda x: x[0]))
def test_what_follows_has_a_cause_before_it(pairs: list[tuple[str, float]]) -> None:
    before = [Finding(key, likelihood, "") for key, likelihood in pairs]
    found = Findings(in_causal_order(before, trained=True))
    places = {each.key: place for place, each in enumerate(found)}
    likelihoods = dict(pairs)
    for each in found:
        if each.follows:
            assert places[each.follows] < places[each.key]
            assert each.likelihood == SHARE * likelihoods[each.key]
        else:
            assert each.likelihood == likelihoods[each.key]
    assert all(one.likelihood >= other.likelihood for one, other in pairwise(found))


def test_outputs_are_no_cause_of_each_other() -> None:
    cause = Finding("softmax-of-one", 0.99, "y/a", {"output": "a"})
    for output, follows in (("a", "softmax-of-one"), ("b", "")):
        effect = Finding("zero-gradient", 0.9, "", {"output": output})
        assert in_causal_order([cause, effect], trained=False)[1].follows == follows


def test_a_rate_has_led_to_nothing_before_the_first_step() -> None:
    found = [Finding("rate-too-large", 0.9, ""), Finding("dead-relu", 0.9, "")]
    assert [each.follows for each in in_causal_order(found, trained=False)] == ["", ""]
    assert in_causal_order(found, trained=True)[1].follows == "rate-too-large"


def test_a_consequence_is_told_as_such() -> None:
    x, y = parts.data("moons")
    keras.utils.set_random_seed(0)
    network = parts.dense(2, 8, 8, 1, activation="tanh")
    model = parts.compiled(network, parts.BINARY, parts.adam(1e4))
    gn.fit(model, x, y, epochs=5, verbose=0)
    first, *others = gn.diagnose(model, x, y)
    assert first.key == "rate-too-large"
    assert others
    for each in others:
        assert each.said().startswith("Consequence of the above: ")
        assert each.to_dict()["follows"]


@pytest.mark.parametrize("trained", [False, True])
def test_a_rate_is_not_too_large_and_too_small_at_once(trained: bool) -> None:
    """From weights that it has thrown far out a larger rate would be quicker back."""
    found = [Finding("rate-too-large", 0.96, ""), Finding("rate-too-small", 0.7, "")]
    keys = [each.key for each in in_causal_order(found, trained=trained)]
    assert keys == [each.key for each in found][: 1 if trained else 2]


def network() -> keras.Model:
    keras.utils.set_random_seed(0)
    network = parts.dense(2, 4, 1, output="softmax")
    return parts.compiled(network, parts.BINARY)


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")
def test_the_cheap_checks_are_made_whatever_the_limit() -> None:
    x, y = parts.data("moons")
    found = gn.diagnose(network(), x, y, seconds=1e-9)
    assert found.not_checked
    complete = gn.diagnose(network(), x, y)
    assert complete[0].key == "softmax-of-one"
    assert not complete.not_checked


def test_what_was_left_out_is_said_in_both_languages() -> None:
    of_data = (*OUTPUT_CHECKS, *DATA_CHECKS, *RULE_CHECKS)
    of_steps = (*STEP_CHECKS, INITIAL_RATE, STUCK, *LAST_CHECKS)
    checks = (*of_data, *NONFINITE_CHECKS, *TRACE_CHECKS, *of_steps)
    themes = list(dict.fromkeys(check.theme for check in checks))
    said = {}
    for language in LANGUAGES:
        with using(language):
            found = Findings([], themes, 2.5)
            said[language] = str(found)
            assert found.note() in found._repr_html_()
            assert found.note() in " ".join(said[language].split())
    assert "Not checked within 2.5 s: loss and output, " in said["en"]
    assert "2.5" in said["ko"] != said["en"]
    assert "Not checked" not in str(Findings())


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")
def test_each_theme_is_told_with_the_findings_so_far() -> None:
    x, y = parts.data("moons")
    told = []
    gn.diagnose(
        network(),
        x,
        y,
        progress=lambda theme, found: told.append((theme, [each.key for each in found])),
    )
    themes = dict.fromkeys(theme for theme, _ in told)
    assert list(themes)[:4] == ["output", "data", "numbers", "gradients"]
    counts = [len(keys) for _, keys in told]
    assert counts == sorted(counts)
    assert told[0] == ("output", [])
    assert "softmax-of-one" in told[-1][1]


@pytest.mark.parametrize("seconds", [0, -1.0, float("nan")])
def test_a_time_limit_is_above_0(seconds: float) -> None:
    x, y = parts.data("moons")
    with pytest.raises(SettingError, match="expected seconds above 0"):
        gn.diagnose(network(), x, y, seconds=seconds)
