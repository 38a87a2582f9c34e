"""The sources hold what docs/architecture.md says, and no tracked file names a foreign place."""

from __future__ import annotations

import ast
import functools
import itertools
import re
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

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


@functools.cache
def imported_names(source: Path) -> frozenset[str]:
    """Every dotted name that a file imports, wherever in the file it does, or reaches by attribute.

    `from a.b import c` gives `a.b.c`: c may be a module. Relative imports come out absolute.
    """
    return frozenset(_imported(source))


def _imported(source: Path) -> Iterator[str]:
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
                yield dotted_name(node)
            case _:
                pass


def dotted_name(node: ast.expr) -> str:
    """`a.b.c` as it is written; what is no name, such as a call, is left out."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id if isinstance(node, ast.Name) else "", *reversed(parts)])


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


def test_the_map_lists_a_room_below_those_it_may_import() -> None:
    order = list(ROOMS)
    assert not [room for room in ROOMS if not may_import(room) <= set(order[: order.index(room)])]


def test_imports_go_down_the_map_only() -> None:
    assert not [wrong for module in MODULES for wrong in forbidden_imports(module)]


def forbidden_imports(module: Path) -> Iterator[str]:
    inside = module.relative_to(PACKAGE).parts
    if inside in {("__init__.py",), ("__main__.py",)}:
        return  # the public interface and the entry point: they may import every room
    names = imported_names(module)
    used = {name.split(".")[1] for name in names if name.startswith("glassnet.")} & set(ROOMS)
    if len(inside) == 1:  # a module beside the rooms serves all of them
        allowed, everything = {"text"}, False
    else:
        room = inside[0]
        allowed, everything = may_import(room) | {room}, ROOMS[room] == "every room above"
    yield from (f"{name_of(module)}: {room}" for room in used - allowed)
    if "glassnet" in names and not everything:
        yield f"{name_of(module)}: `import glassnet` is the public interface, above every room"


def names_in(module: Path) -> set[str]:
    """What a file defines: functions, classes, constants, and methods as `Class.method`."""
    found: set[str] = set()
    for node in ast.parse(module.read_text()).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                found.add(name)
            case ast.ClassDef(name=name, body=body):
                methods = {each.name for each in body if isinstance(each, ast.FunctionDef)}
                found |= {name, *(f"{name}.{method}" for method in methods)}
            case _:
                pass
    return found


def test_what_the_map_names_is_there() -> None:
    """Rooms' files as `room/file.py`, and what they define as `room/file.py: name`."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    places = [
        each
        for each in re.findall(r"`(\w+/[\w/]+\.py)(?:: ([\w.]+))?`", text)
        if each[0].split("/")[0] in ROOMS
    ]
    assert len(places) > 30
    for file, name in places:
        assert (PACKAGE / file).is_file(), file
        assert not name or name in names_in(PACKAGE / file), (file, name)


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    assert not [path for path in MODULES if len(path.read_text().splitlines()) > 300]


def test_no_file_needs_itself() -> None:
    """Imports inside functions count: one that goes round is a circle too."""
    needs = {dotted(module): needed_by(module) for module in MODULES}
    left = dict(needs)
    while done := [name for name, needed in left.items() if not needed & left.keys()]:
        for name in done:
            del left[name]
    assert len(needs) > 100
    assert not left, "these import each other, or what does"


def dotted(module: Path) -> str:
    return ".".join(module.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def needed_by(module: Path) -> set[str]:
    """The files of glassnet that it imports, but for the sake of types."""
    modules = {dotted(each) for each in MODULES}
    tree = ast.parse(module.read_text())
    types_only = {
        id(inside)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inside in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in types_only:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules else node.module for name in names}
        elif isinstance(node, ast.Import) and id(node) not in types_only:
            found |= {alias.name for alias in node.names}
    return found & modules - {dotted(module)}


def test_a_room_says_what_it_is_for() -> None:
    said = {
        room: ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text())) or ""
        for room in ROOM_FOLDERS
    }
    assert not [room for room, docstring in said.items() if len(docstring.split()) < 5]


# JAX: its unstable parts are in one place.


def test_only_graph_touches_jax_extend() -> None:
    others = [source for source in SOURCES if PACKAGE / "graph" not in source.parents]
    assert importing(MODULES, "jax.extend"), "the search finds nothing at all"
    assert not importing(others, "jax.extend")


def test_only_some_files_touch_what_keras_keeps_private() -> None:
    """The map names the files; which attributes are Keras' own only a list can tell."""
    private = re.compile(
        r"\._(flatten_layers|trainable_variables|symbolic_build|get_jax_state|loss_tracker)\b"
        r"|keras\.src"
    )
    touching = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if private.search(path.read_text(encoding="utf-8"))
    }
    keras = {f"training/keras_{name}.py" for name in ("model", "metrics", "outputs", "data")}
    assert "training/keras_model.py" in touching
    assert touching <= keras | {"fitting/callbacks.py"}


def test_nothing_touches_private_jax() -> None:
    assert not importing(SOURCES, "jax._src")


def importing(sources: Sequence[Path], module: str) -> list[str]:
    return [
        f"{name_of(source)}: {name}"
        for source in sources
        for name in imported_names(source)
        if reaches(name, module)
    ]


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
