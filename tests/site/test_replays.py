"""A page's mark becomes a frame with the replay page of a lesson, which is made once."""

from __future__ import annotations

import runpy
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MARK = 'Before\n\n<!-- replay xor-hidden: It learns "XOR". -->\n\nAfter\n'


@pytest.fixture
def replays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The functions, in whose place no lesson is trained: `made` has the commands."""
    found = runpy.run_path(str(ROOT / "scripts" / "site" / "replays.py"))
    scope = found["_make"].__globals__
    scope["MADE"] = tmp_path / "made"
    made = list[list[str]]()

    def start(command: list[str], **_: Any) -> Any:
        made.append(command)
        Path(command[command.index("--save") + 1]).write_text("<p>page</p>")
        code = len(made) - 1  # the second one fails
        return SimpleNamespace(wait=lambda: code)

    monkeypatch.setattr(subprocess, "Popen", start)
    return SimpleNamespace(**found, made=made)


@pytest.mark.parametrize(
    ("place", "language", "address"),
    [
        ("course/10.html", "en", "../replays/xor-hidden.html#en"),
        ("ko/course/10.html", "ko", "../../replays/xor-hidden.html#ko"),
        ("index.html", "en", "replays/xor-hidden.html#en"),
    ],
)
def test_a_mark_becomes_a_frame(replays: Any, place: str, language: str, address: str) -> None:
    found = replays.with_frames(MARK, place, language)
    assert found.startswith("Before\n\n<figure")
    assert found.endswith("</figure>\n\nAfter\n")
    assert found.count(f'="{address}"') == 2  # the frame, and the link beside it
    assert 'title="It learns &quot;XOR&quot;."' in found
    assert 'sandbox="allow-scripts"' in found


def test_a_lesson_is_recorded_once_and_copied(replays: Any, tmp_path: Path) -> None:
    for place in ("a.html", "b.html"):
        replays.with_frames(MARK, place, "en")
    assert [each[3:5] for each in replays.made] == [["studio", "xor-hidden"]]
    replays.finish(tmp_path)
    assert (tmp_path / "replays" / "xor-hidden.html").read_text() == "<p>page</p>"


def test_one_that_was_not_made_stops_the_site(replays: Any, tmp_path: Path) -> None:
    for name in ("xor-hidden", "xor-deep"):
        replays.with_frames(MARK.replace("xor-hidden", name), "a.html", "en")
    with pytest.raises(SystemExit, match="xor-deep"):
        replays.finish(tmp_path)


def test_a_page_without_a_mark_stays(replays: Any) -> None:
    assert replays.with_frames("# A page\n", "a.html", "en") == "# A page\n"
    assert not replays.made
