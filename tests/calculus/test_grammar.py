"""The tables of the grammar, which are kept from one process to the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import lark
import pytest

from glassnet.calculus import grammar


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of an empty cache, as a new process has it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    grammar._parser.cache_clear()
    yield tmp_path / "glassnet" / "grammar" / "formulas"
    grammar._parser.cache_clear()


def tree_in_a_new_process() -> lark.Tree[lark.Token]:
    grammar._parser.cache_clear()
    return grammar.parse("f(x) = 2x^2 + sin(x)", "sin".__eq__)


def test_kept_tables_read_as_new_ones_do(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tree_in_a_new_process()
    assert cache.exists()
    monkeypatch.setattr("lark.lark.load_grammar", None)  # the tables cannot be made again
    assert tree_in_a_new_process() == first


@pytest.mark.parametrize("kept", [slice(0), slice(20), slice(1000), slice(-100)], ids=str)
def test_damaged_tables_are_made_anew(
    kept: slice, cache: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    first = tree_in_a_new_process()
    cache.write_bytes(cache.read_bytes()[kept])
    assert tree_in_a_new_process() == first
    assert capfd.readouterr() == ("", "")
    monkeypatch.setattr("lark.lark.load_grammar", None)
    assert tree_in_a_new_process() == first


def test_what_cannot_be_kept_is_not_said(cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cache.mkdir(parents=True)  # where the file would be
    assert tree_in_a_new_process().data == "line"
    assert capfd.readouterr() == ("", "")
