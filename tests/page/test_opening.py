"""The state that a page begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from glassnet.errors import GlassnetError
from glassnet.page.network.opening import opening_state
from glassnet.page.network.session import Session
from glassnet.page.state import BuiltIn, Table


@pytest.mark.parametrize("name", ["xor", "moons", "blobs", "parity:3"])
def test_the_defaults_learn_it(name: str) -> None:
    session = Session(opening_state(name, seed=1))
    assert session.state.data == BuiltIn(name, seed=1)
    first = session.playback.evaluate().loss
    session.advance(200)
    assert session.playback.evaluate().loss < first / 2


def test_a_file_teaches_its_last_column_or_the_one_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n" + "".join(f"{k},{k % 3},{k * k}.5\n" for k in range(30)), "utf-8")
    for target, learned in ((None, "c"), ("a", "a")):
        state = opening_state(str(path), target=target)
        assert isinstance(state.data, Table)
        assert Session(state).opened().points.target == learned


@pytest.mark.parametrize(
    ("what", "target", "said"),
    [
        ("xorr", None, "Did you mean xor?"),
        ("missing.csv", None, "missing.csv"),
        ("moons", "class", "target"),
        ("parity:99", None, "16"),
    ],
)
def test_what_cannot_be_opened_is_one_line(what: str, target: str | None, said: str) -> None:
    with pytest.raises(GlassnetError, match=said) as error:
        opening_state(what, target=target)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_of_any_delimiter_teaches_its_last_column(delimiter: str, tmp_path: Path) -> None:
    rows = [["a", "b", "c"], *([str(k), str(k % 3), f"{k * k}.5"] for k in range(20))]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(delimiter.join(row) for row in rows), "utf-8")
    assert Session(opening_state(str(path))).opened().points.target == "c"


def test_a_column_of_names_can_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,a,c\n" + "".join(f"n{k},{k},{k % 2}\n" for k in range(200)), "utf-8")
    with pytest.raises(GlassnetError, match="name"):
        opening_state(str(path))
    session = Session(opening_state(str(path), ignore=["name"]))
    assert session.opened().points.features == ("a",)
    with pytest.raises(GlassnetError):
        opening_state("moons", ignore=["x1"])
