"""What `gn.studio` and `glassnet studio` refuse: one line that says what would work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import glassnet as gn
from glassnet.data import DATASETS
from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.lessons import LESSONS
from glassnet.page import entry
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.named import Named, opening
from glassnet.page.network.session import Session
from glassnet.page.state import BuiltIn
from glassnet.text import using

X = np.random.default_rng(0).normal(size=(40, 2)).astype("float32")
Y = (X[:, 0] > 0).astype("float32")
PICTURES, LABELS = np.zeros((10, 6, 6, 1), "float32"), np.arange(10) % 3
RAGGED: Any = [[1, 2], [3]]


@pytest.fixture(autouse=True)
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would be served; nothing listens."""
    found: list[Any] = []
    monkeypatch.setattr(entry, "serve_and_open", lambda *given: found.append(given))
    return found


@pytest.fixture(scope="module")
def chain() -> Any:
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3, "tanh"), keras.layers.Dense(1, "sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    return model


@pytest.fixture(scope="module")
def convolution() -> Any:
    model = keras.Sequential(
        [
            keras.Input((6, 6, 1)),
            keras.layers.Conv2D(2, 3),
            keras.layers.Flatten(),
            keras.layers.Dense(3, "softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def said_of(*given: Any, **named: Any) -> str:
    with pytest.raises(GlassnetError) as raised:
        gn.studio(*given, **named)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("port", ["a", "8000", -1, 65_536, 8000.5, True])
def test_a_port_is_a_whole_number(port: Any, chain: Any, served: list[Any]) -> None:
    said = said_of("xor", port=port)
    assert repr(port) in said
    assert "0 to 65535" in said
    with pytest.raises(SettingError):
        gn.studio(chain, X, Y, port=port)
    assert not served
    goods: tuple[Any, ...] = (None, 0, 65_535, np.int64(8000))
    for good in goods:
        gn.studio("xor", port=good)
    assert [port for _, port in served] == [None, 0, 65_535, 8000]


@pytest.mark.parametrize("seed", ["a", -1, 1.5, None, 2**32])
def test_a_seed_is_asked_for_beside_a_model_too(seed: Any, chain: Any) -> None:
    assert str(seed) in said_of("xor", seed=seed)
    assert str(seed) in said_of(chain, X, Y, seed=seed)


def test_the_seed_of_a_given_model_draws_its_shuffles(chain: Any, convolution: Any) -> None:
    """Oracle: NumPy's own permutations, from which Keras' shuffles are drawn."""
    for model, x, y in (
        (chain, X, Y),
        (convolution, np.repeat(PICTURES, 4, 0), np.tile(LABELS, 4)),
    ):
        orders = []
        for seed in (1, 2, 1):
            session = entry.first_opening(model, x, y, seed=seed).make(float("inf"))
            orders.append(session.playback.next_rows().tolist())
        assert orders[0] == orders[2] != orders[1]
        assert len(set(orders[0])) == 32


@pytest.mark.parametrize("model", [None, 3, [1, 2], b"xor", X, {}, keras.Model])
def test_what_is_neither_a_model_nor_a_name(model: Any) -> None:
    kind = "None" if model is None else type(model).__name__
    for rows in ((), (X, Y)):
        said = said_of(model, *rows)
        assert said.endswith(f"got {kind}.")
        assert "keras.Model" in said


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (X, Y[:5], "^x, y: expected equally many rows, got x 40, y 5"),
        (X[:0], Y[:0], "at least one row"),
        (3.0, Y, "x: expected arrays"),
        (X, 4, "y: expected arrays"),
        ("rows.csv", Y, "x: .*'rows.csv'.*gn.load"),
        (Path("rows.csv"), Y, "x: .*'rows.csv'.*gn.load"),
        (X, "xor", "y: .*'xor'"),
        (X, ["a", "b"] * 20, "y: expected numbers, got text"),
        (X, np.array([None] * 40), "y: .*got object"),
        (X + 1j, Y, "x: .*got complex64"),
        (RAGGED, [0, 1], "x: .*not equally long"),
        ({1, 2}, Y, "x: .*got set"),
        ((row for row in X), Y, "x: .*got generator"),
        (print, Y, "x: .*got builtin_function_or_method"),
        ([X, X[:7]], Y, "x 40/7, y 40|x 7/40, y 40"),
    ],
)
def test_rows_that_are_none(x: Any, y: Any, said: str, chain: Any, convolution: Any) -> None:
    for model in (chain, convolution):
        with pytest.raises(DataError, match=said) as raised:
            gn.studio(model, x, y)
        assert "\n" not in str(raised.value)


def test_rows_in_lists_and_of_any_kind_of_number_open(chain: Any) -> None:
    pairs = (X.tolist(), Y.tolist()), (X.astype("float16"), Y > 0), (X > 0, Y.astype("int8"))
    for x, y in (*pairs, (keras.ops.convert_to_tensor(X, "bfloat16"), Y)):
        assert entry.first_opening(chain, x, y).make(float("inf")).step == 0


def test_rows_that_hurt_training_open_and_are_diagnosed(convolution: Any) -> None:
    """NaN is no mistake in the call: the page is there to say why nothing is learned."""
    session = entry.first_opening(convolution, PICTURES * np.nan, LABELS).make(float("inf"))
    found = gn.diagnose(session.model, *session.data, seconds=30)
    assert any("nan" in each.said().lower() for each in found)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"data": 3}, "data: expected text, got 3"),
        ({"target": 3}, "target: expected text, got 3"),
        ({"ignore": "height"}, r"ignore: expected a list .*\[\"id\"\], got 'height'"),
        ({"ignore": 3}, "ignore: .*got 3"),
        ({"ignore": [1]}, r"ignore: .*got \[1\]"),
    ],
)
def test_what_goes_with_a_file_is_text(named: dict[str, Any], said: str, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("height,b\n" + "".join(f"{each},{each % 2}\n" for each in range(30)))
    with pytest.raises(SettingError, match=said) as raised:
        gn.studio(str(table), **named)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("named", [{"target": "a"}, {"ignore": ["a"]}])
def test_columns_go_with_a_table_alone(named: dict[str, Any], tmp_path: Path, chain: Any) -> None:
    [option] = named
    chain.save(tmp_path / "net.keras")
    np.savez(tmp_path / "rows.npz", x=X, y=Y)
    for what in ("xor", "xor-hidden", "autoencoder"):
        assert said_of(what, **named) == f"{option} a: does not apply to {what}."
    rows = str(tmp_path / "rows.npz")
    said = said_of(tmp_path / "net.keras", data=tmp_path / "rows.npz", **named)
    assert said == f"{option} a: does not apply to {rows}."
    assert option in said_of(chain, X, Y, **named)


def test_columns_are_left_out_of_the_rows_of_a_saved_model(tmp_path: Path) -> None:
    """Also where the model is shown by its layers."""
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.LayerNormalization(), keras.layers.Dense(1, "sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    model.save(tmp_path / "net.keras")
    table = tmp_path / "t.csv"
    table.write_text("id,a,c\n" + "".join(f"{k},{k % 5},{k % 2}\n" for k in range(30)))
    what = Named(str(tmp_path / "net.keras"), str(table), target="c", ignore=("id",))
    session = opening(what).make(float("inf"))
    assert isinstance(session, ModelSession)
    assert session.data[0].shape == (30, 1)


# Names --------------------------------------------------------------------------------------------


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two runs, one of them called like a dataset."""
    monkeypatch.chdir(tmp_path)
    for name in ("mine", "xor"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "run.json").write_text(json.dumps({}))
    return tmp_path


def test_an_unknown_name_is_told_all_that_can_be_opened(runs: Path) -> None:
    said = said_of("qqqqqq")
    assert "'qqqqqq'" in said
    assert all(each in said for each in (*LESSONS, *DATASETS, "mine", ".csv", ".keras", ".md"))
    with using("ko"):
        said = said_of("qqqqqq")
    assert all(each in said for each in (*LESSONS, *DATASETS, "mine", ".csv", ".keras", ".md"))


def test_where_no_run_is_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "runs none yet" in said_of("qqqqqq")


@pytest.mark.parametrize(
    ("given", "meant"),
    [("xor-hiden", "xor-hidden"), ("mons", "moons"), ("mime", "mine"), ("XOR", "xor")],
)
def test_a_near_miss_is_guessed_whatever_it_names(given: str, meant: str, runs: Path) -> None:
    assert said_of(given).endswith(f"Did you mean {meant}?")


def test_a_folder_that_is_no_run(runs: Path) -> None:
    assert said_of("runs").startswith("runs: a folder without run.json")
    assert said_of(".").startswith(".: a folder without run.json")
    assert "''" in said_of("")


@pytest.mark.parametrize("name", ["a" * 5_000, "a\nb", "a\0b"])
def test_a_name_that_no_file_can_have(name: str, runs: Path) -> None:
    said = said_of(name)
    assert len(said) < 500
    assert "xor-hidden" in said


def test_a_dataset_wins_over_a_run_of_its_name(runs: Path) -> None:
    session = opening(Named("xor")).make(float("inf"))
    assert isinstance(session, Session)
    assert session.state.data == BuiltIn("xor")
    with pytest.raises(GlassnetError, match=r"run\.json"):
        opening(Named("runs/xor"))
