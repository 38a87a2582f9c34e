"""What the project promises about itself: docs/architecture.md, the READMEs, the versions."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version as installed_version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import glassnet

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "glassnet"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
READMES = [ROOT / "README.md", ROOT / "README.ko.md"]


def rooms_in_the_map() -> dict[str, str]:
    """The table of docs/architecture.md: each room, in order, and its column "may import"."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    return dict(re.findall(r"^\| `(\w+)/` \|.*\| ([^|]+) \|$", text, re.MULTILINE))


ROOMS = rooms_in_the_map()
ROOM_FOLDERS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = MODULES + [
    path
    for folder in ("tests", "scripts", "benchmarks", "examples")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def name_of(module: Path) -> str:
    return str(module.relative_to(ROOT))


def imported_names(source: Path) -> Iterator[str]:
    """Every dotted name that a file imports, wherever in the file it does, or reaches by attribute.

    `from a.b import c` gives `a.b.c`: c may be a module. Relative imports come out absolute.
    """
    package = source.relative_to(PACKAGE.parent).parent.parts if PACKAGE in source.parents else ()
    for node in ast.walk(ast.parse(source.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = list(package[: len(package) - level + 1]) if level else []
                dotted = ".".join([*base, *([module] if module else [])])
                yield from (f"{dotted}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(dotted)), *_],
            ):
                yield dotted
            case ast.Attribute():
                yield ast.unparse(node)
            case _:
                pass


def reaches(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".")


def may_import(room: str) -> set[str]:
    above = set(itertools.takewhile(lambda other: other != room, ROOMS))
    match ROOMS[room]:
        case "nothing":
            return set()
        case "every room above":
            return above
        case listed:
            return set(listed.split(", "))


# The rooms.


def test_the_map_names_exactly_the_rooms_that_exist() -> None:
    assert sorted(ROOMS) == ROOM_FOLDERS


@pytest.mark.parametrize("room", ROOMS)
def test_the_map_lists_a_room_below_those_it_may_import(room: str) -> None:
    order = list(ROOMS)
    assert may_import(room) <= set(order[: order.index(room)])


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_imports_go_down_the_map_only(module: Path) -> None:
    inside = module.relative_to(PACKAGE).parts
    if inside in {("__init__.py",), ("__main__.py",)}:
        return  # the public interface and the entry point: they may import every room
    names = set(imported_names(module))
    used = {name.split(".")[1] for name in names if name.startswith("glassnet.")} & set(ROOMS)
    if len(inside) == 1:
        assert used <= {"text"}, "a module beside the rooms serves all of them"
        return
    room = inside[0]
    assert used <= may_import(room) | {room}
    assert "glassnet" not in names or ROOMS[room] == "every room above", (
        "`import glassnet` is the public interface, which stands above every room"
    )


@pytest.mark.parametrize("room", ROOM_FOLDERS)
def test_a_room_says_what_it_is_for(room: str) -> None:
    docstring = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text()))
    assert docstring is not None
    assert len(docstring.split()) >= 5, f"{room}/__init__.py says only {docstring!r}"


# JAX: its unstable parts are in one place.


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_only_graph_touches_jax_extend(source: Path) -> None:
    touched = [name for name in imported_names(source) if reaches(name, "jax.extend")]
    assert not touched or PACKAGE / "graph" in source.parents


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_nothing_touches_private_jax(source: Path) -> None:
    assert not [name for name in imported_names(source) if reaches(name, "jax._src")]


# Files under version control.


def tracked_texts() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode()


# Put together here, so that this file does not name them either.
HOSTS = re.compile(
    "|".join(
        re.escape(".".join(host))
        for host in [
            ("pypi", "org"),
            ("python" + "hosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("deb", "debian", "org"),
            ("cloudflare", "com"),
            ("googleapis", "com"),
        ]
    )
)
MACHINE_PATH = re.compile(r"""(?<![\w.~/-])/(?:""" + "work|tmp|root|home|Users|mnt" + r""")/\w""")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
@pytest.mark.parametrize("pattern", [HOSTS, MACHINE_PATH], ids=["registry hosts", "machine paths"])
def test_tracked_files_name_no_foreign_place(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


# Versions.


def test_the_version_is_said_once() -> None:
    assert PROJECT["version"] == glassnet.__version__ == installed_version("glassnet")


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


# The two READMEs.


def code_blocks(readme: Path) -> list[str]:
    return re.findall(r"^```.*?^```$", readme.read_text(), re.MULTILINE | re.DOTALL)


def test_both_readmes_show_the_same_commands() -> None:
    english, korean = map(code_blocks, READMES)
    assert len(english) >= 4
    assert english == korean


def test_a_saved_model_answers_for_new_rows_as_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from glassnet.cli import run

    program = next(block for block in code_blocks(READMES[0]) if "Preparation" in block)
    monkeypatch.chdir(tmp_path)
    # Three kinds, told apart by size and colour.
    kinds = [("small", 1.0, "red"), ("large", 5.0, "red"), ("white", 3.0, "white")]
    rows = [
        f"{size + i % 7 / 10},{colour},{name}" for i in range(30) for name, size, colour in kinds
    ]
    Path("flowers.csv").write_text("\n".join(["size,colour,species", *rows]))
    Path("new_flowers.csv").write_text("colour,size\nred,5.1\nwhite,2.9\nred,1.2\n")
    line = "train flowers.csv --target species --validation-split 0.2 --epochs 200 --quiet"
    assert run(line.split()) == 0
    code = program.removeprefix("```python\n").removesuffix("```")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    classes, answers = done.stdout.split("] ", 1)
    assert classes == "['large', 'small', 'white'"
    chances = [[float(p) for p in re.findall(r"[\d.]+", row)] for row in answers.splitlines()]
    assert [row.index(max(row)) for row in chances] == [0, 2, 1]


def between(text: str, mark: str) -> str:
    return text.split(f"<!-- {mark}:start -->")[1].split(f"<!-- {mark}:end -->")[0]


def test_both_readmes_show_the_same_measurements() -> None:
    tables = [between(readme.read_text(), "bench") for readme in READMES]
    english, korean = (re.findall(r"\d[\d.,]*", table) for table in tables)
    assert english == korean


@pytest.mark.parametrize("document", [*READMES, *sorted((ROOT / "docs").glob("*.md"))], ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", document.read_text())
    local = [link or source for link, source in links if "://" not in (link or source)]
    assert not [link for link in local if not (document.parent / link).exists()]
