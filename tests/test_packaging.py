"""What is built from the sources: an sdist, and from it a wheel that works without them."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {
    f"glassnet/{path.relative_to(ROOT / 'src' / 'glassnet')}"
    for path in (ROOT / "src" / "glassnet" / "text").glob("*/*.ftl")
}
GUIDES = {
    f"glassnet/lessons/guides/{path.name}"
    for path in (ROOT / "src" / "glassnet" / "lessons" / "guides").glob("*.md")
}

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist and the wheel, made from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    # With the hatchling that is installed, so that nothing is downloaded.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [found] = built.glob("glassnet-*-py3-none-any.whl")
    return found


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    sources = {
        f"glassnet/{path.relative_to(ROOT / 'src' / 'glassnet')}"
        for path in (ROOT / "src" / "glassnet").rglob("*.py")
    }
    package = {name for name in names if name.startswith("glassnet/")}
    page = {name for name in package if name.startswith("glassnet/page/static/")}
    assert {Path(name).name for name in page} >= {"index.html", ".built-from"}
    assert {Path(name).suffix for name in page if "/assets/" in name} >= {".js"}
    assert len(TEXTS) >= 4
    assert len(GUIDES) >= 8
    assert sources | TEXTS | GUIDES | page | {"glassnet/py.typed"} == package
    assert all(name.startswith("glassnet-") for name in names - package)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_building_and_testing_need(built: Path) -> None:
    [sdist] = built.glob("glassnet-*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    needed = {
        "pyproject.toml",
        "constraints.txt",
        "Makefile",
        "README.md",
        "README.ko.md",
        "LICENSE",
    }
    needed |= {"tests/conftest.py", "docs/architecture.md", "examples/xor.py", "CHANGELOG.md"}
    needed |= {f"src/{name}" for name in TEXTS}
    needed |= {"hatch_build.py", "web/package-lock.json", "src/glassnet/page/static/index.html"}
    assert not needed - names
    assert not [name for name in names if name.startswith((".venv", "build/", "runs/"))]
    assert not [name for name in names if "node_modules" in name]


def test_the_wheel_works_where_the_sources_are_not(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for language, letters in (("en", "[a-z]{4}"), ("ko", "[가-힣]")):
        done = subprocess.run(
            [sys.executable, "-m", "glassnet", "train", "xro"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(site), "GLASSNET_LANG": language, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert re.search(letters, done.stderr), "the messages are in the wheel"
    where = "import glassnet; print(glassnet.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", where],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(site / "glassnet" / "__init__.py")
