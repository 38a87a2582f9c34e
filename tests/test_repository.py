"""What the repository's files say of each other: versions, READMEs, checks, guides."""

from __future__ import annotations

import itertools
import re
import shlex
import tomllib
from importlib.metadata import version as installed_version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import glassnet

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
READMES = [ROOT / "README.md", ROOT / "README.ko.md"]
PAGES = [*READMES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


# Versions.


def test_the_version_is_said_once() -> None:
    assert PROJECT["version"] == glassnet.__version__ == installed_version("glassnet")
    assert PROJECT["version"] == yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"]
    assert f"\n## [{PROJECT['version']}] - " in (ROOT / "CHANGELOG.md").read_text()


def test_every_dependency_is_pinned_within_its_range() -> None:
    pins = dict(
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if not line.startswith("#")
    )
    pinned = {canonicalize_name(name): Version(version) for name, version in pins.items()}
    extras = itertools.chain.from_iterable(PROJECT["optional-dependencies"].values())
    for requirement in map(Requirement, [*PROJECT["dependencies"], *extras]):
        assert pinned[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_changelog_keeps_its_form() -> None:
    headings = re.findall(r"^#+ .*", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[:2] == ["# Changelog", "## [Unreleased]"]
    released = re.compile(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d")
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert all(
        released.fullmatch(heading) or heading.removeprefix("### ") in kinds
        for heading in headings[2:]
    )


# What checks every change.


def workflow() -> dict[str, dict[str, object]]:
    return yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]


def commands(recipe: str) -> list[str]:
    """The lines of a shell script that do something."""
    idle = ("#", "set ", "cd ")
    return [line for line in recipe.splitlines() if line and not line.startswith(idle)]


def test_the_workflow_runs_on_linux_what_ci_run_does() -> None:
    steps = workflow()["linux"]["steps"]
    assert isinstance(steps, list)
    run = [command for step in steps for command in commands(step.get("run", ""))]
    assert run == commands((ROOT / ".ci/run").read_text())
    assert "make test" in run


def test_the_workflow_tries_every_python_that_the_project_names() -> None:
    named = {
        trove.rpartition(" ")[2]
        for trove in PROJECT["classifiers"]
        if re.search(r"Python :: 3\.\d+$", trove)
    }
    for job in ("linux", "others"):
        strategy = workflow()[job]["strategy"]
        assert isinstance(strategy, dict)
        assert set(strategy["matrix"]["python"]) == named
    oldest = min(named, key=Version)
    assert SpecifierSet(PROJECT["requires-python"]) == SpecifierSet(f">={oldest}")


def test_pre_commit_runs_what_make_lint_does() -> None:
    [local] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert local["repo"] == "local", "a hook of another repository would be downloaded"
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipe is not None
    linters = [line.strip() for line in recipe[1].splitlines() if not line.startswith("\t@")]
    assert [hook["entry"] for hook in local["hooks"]] == linters


@pytest.mark.parametrize("form", ["bug", "question", "idea"])
def test_an_issue_form_asks_each_thing_once(form: str) -> None:
    asked = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{form}.yml").read_text())
    assert {"name", "description", "body"} <= asked.keys()
    fields = [field for field in asked["body"] if field["type"] != "markdown"]
    names = [field["id"] for field in fields]
    assert len(set(names)) == len(names) > 0
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field["validations"]["required"] for field in fields)


# Pages.


def code_blocks(page: Path) -> list[str]:
    return re.findall(r"^```.*?^```$", page.read_text(), re.MULTILINE | re.DOTALL)


def test_both_readmes_show_the_same_commands() -> None:
    english, korean = map(code_blocks, READMES)
    assert len(english) >= 4
    assert english == korean


def between(text: str, mark: str) -> str:
    return text.split(f"<!-- {mark}:start -->")[1].split(f"<!-- {mark}:end -->")[0]


def test_both_readmes_show_the_same_measurements() -> None:
    tables = [between(readme.read_text(), "bench") for readme in READMES]
    english, korean = (re.findall(r"\d[\d.,]*", table) for table in tables)
    assert english == korean


def test_links_lead_somewhere() -> None:
    assert not [
        f"{page.name}: {target}"
        for page in PAGES
        for link, source in re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text())
        if "://" not in (target := link or source) and not (page.parent / target).exists()
    ]


def test_the_guide_names_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = re.findall(r"`((?:\.ci|\.github|docs|scripts|src|tests)/[^` ]*)`", text)
    assert len(named) > 10
    assert not [name for name in named if not (ROOT / name).exists()]


def test_the_guide_shows_commands_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for line in "\n".join(code_blocks(ROOT / "CONTRIBUTING.md")).splitlines():
        match shlex.split(line, comments=True):
            case ["make", target]:
                assert f"\n{target}:" in makefile
            case [program, *_, folder, "-k", _] if program.startswith(".venv/"):
                assert (ROOT / folder).exists()
            case _:
                assert line.startswith("```") or not line
