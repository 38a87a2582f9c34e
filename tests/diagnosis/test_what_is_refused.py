"""What cannot be diagnosed, or mended, is refused in one line, in both languages."""

from __future__ import annotations

from typing import Any

import keras
import network_parts as parts
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

import glassnet as gn
from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.text import LANGUAGES, using

X, Y = parts.data("moons")
TABLE = pd.DataFrame(X, columns=["a", "b"])
WORDS = pd.Series(np.where(Y.ravel() > 0, "yes", "no"))


def model(rate: float = 0.01) -> Any:
    return parts.compiled(parts.dense(2, 4, 1), parts.BINARY, parts.adam(rate))


SETTINGS: dict[str, Any] = {
    "seconds as text": {"seconds": "x"},
    "seconds None": {"seconds": None},
    "seconds an array": {"seconds": np.array([1.0, 2.0])},
    "seconds True": {"seconds": True},
    "progress as text": {"progress": "tqdm"},
}
DATA: dict[str, tuple[Any, Any, Any, str]] = {
    "a sparse matrix": (scipy.sparse.csr_matrix(X), Y, None, "toarray"),
    "a masked array": (np.ma.masked_greater(X, 1.0), Y, None, "mask"),
    "complex numbers": (X.astype(complex), Y, None, "complex128"),
    "objects": (np.where(X > 1, None, X), Y, None, "object"),
    "dates": (np.full(X.shape, np.datetime64("2020-01-01")), Y, None, "datetime64"),
    "a column of words": (TABLE.assign(said=WORDS), Y, None, "said"),
    "categories": (X, WORDS.astype("category"), None, "category"),
    "numbers as pandas has them": (TABLE.astype("Float64"), Y, None, "Float64"),
    "words as targets": (X, WORDS.to_numpy(str), None, "encode"),
    "words by name": (X, {"output": WORDS.to_numpy(object)}, None, "object"),
    "weights below 0": (X, Y, np.where(Y.ravel() > 0, 1.0, -2.0), "-2|−2"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_is_none(name: str, language: str) -> None:
    with using(language), pytest.raises(SettingError) as caught:
        gn.diagnose(model(), X, Y, **SETTINGS[name])
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("diagnose: ")


@pytest.mark.parametrize("name", DATA)
def test_data_that_are_no_numbers(name: str) -> None:
    x, y, weights, words = DATA[name]
    said = set[str]()
    for language in LANGUAGES:
        with using(language), pytest.raises(DataError) as caught:
            gn.diagnose(model(), x, y, sample_weight=weights)
        said.add(str(caught.value))
        assert "\n" not in str(caught.value)
    assert len(said) == len(LANGUAGES)
    with pytest.raises(DataError, match=words):
        gn.diagnose(model(), x, y, sample_weight=weights)


def test_numbers_in_other_containers_are_taken() -> None:
    unmasked = np.ma.masked_greater(X, 1e9)
    for x in (TABLE, unmasked, X.tolist()):
        assert not gn.diagnose(model(), x, Y)


def test_a_remedy_for_another_model_or_other_data() -> None:
    wild = model(1e3)
    finding = gn.diagnose(wild, X, Y)[0]
    assert finding.key == "rate-too-large"
    assert finding.apply(wild).optimizer is not wild.optimizer
    other = parts.compiled(parts.dense(3, 4, 1), parts.BINARY, parts.adam(1e3))
    uncompiled = keras.Sequential(parts.dense(2, 4, 1))
    for given in ("x", None, uncompiled, other):
        with pytest.raises(SettingError) as caught:
            finding.apply(given)
        assert "\n" not in str(caught.value)
    unscaled = gn.diagnose(model(), X * [1e5, 1], Y)[0]
    assert unscaled.key == "inputs-scales"
    with pytest.raises(GlassnetError):
        unscaled.apply(model(), np.ones((20, 3), np.float32), Y[:20])


def test_a_model_that_runs_eagerly_is_diagnosed_as_any_other() -> None:
    for eagerly in (False, True):
        keras.utils.set_random_seed(0)
        network = keras.Sequential(parts.dense(2, 4, 1))
        network.compile(parts.adam(1e3), parts.BINARY, run_eagerly=eagerly)
        found = gn.diagnose(network, X, Y, try_remedies=True)
        assert found[0].key == "rate-too-large"
        assert found[0].tried is not None
        assert found[0].tried.helps
        assert network.run_eagerly == eagerly
