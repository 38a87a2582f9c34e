"""scripts/environment.sh on machines that lack something, and after interruptions.

Python, pip and uv are stand-ins that say what the real ones say (texts of pip 23 and 25), so that
the script's own decisions are what is tested. `make test` itself is the test with the real ones.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Run as `python3 -c PROBE`, `python3 -m venv FOLDER` and, inside the environment, `python -m pip`
# and `python hatch_build.py`.
STAND_IN = """#!/bin/sh
case "$1 $2" in
    "-c "*) echo "$STAND_IN_PROBE" ;;
    "-m venv")
        mkdir -p "$3/bin"
        cp "$0" "$3/bin/python"
        echo "#!$PWD/$3/bin/python" >"$3/bin/pip"
        ;;
    "-m pip")
        case "$*" in
            *" config list") printf '%s\\n' "$STAND_IN_SETTINGS"; exit ;;
            *" uv") exit 1 ;;
        esac
        echo "$*" >>installs.txt
        printf '%s\\n' "$STAND_IN_PIP"
        exit "${STAND_IN_PIP_STATUS:-0}"
        ;;
    "hatch_build.py "*)
        echo "$*" >>builds.txt
        [ -z "$STAND_IN_BUILD" ] || { echo "$STAND_IN_BUILD" >&2; exit 1; }
        ;;
esac
"""
UV = """#!/bin/sh
echo "$*" >>installs-of-uv.txt
printf '%s\\n' "$STAND_IN_UV"
exit "${STAND_IN_UV_STATUS:-0}"
"""
TOOLS = [
    "sh",
    "cat",
    "cksum",
    "cp",
    "dirname",
    "find",
    "grep",
    "head",
    "mkdir",
    "rm",
    "sed",
    "sort",
]
TOOLS += ["tail"]
GOOD = "new venv 3.11.7"


class Machine:
    """A copy of the project's set-up files beside a PATH that holds the basic tools only."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "a project"
        (self.project / "scripts").mkdir(parents=True)
        for name in ("scripts/environment.sh", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.project / name)
        self.programs = folder / "bin"
        self.programs.mkdir()
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found is not None
            (self.programs / tool).symlink_to(found)

    @property
    def venv(self) -> Path:
        return self.project / ".venv"

    @property
    def installs(self) -> int:
        """How often pip has run."""
        return self._calls("installs.txt")

    @property
    def installs_of_uv(self) -> int:
        """How often uv has run."""
        return self._calls("installs-of-uv.txt")

    @property
    def builds(self) -> int:
        """How often the page was built in place."""
        return self._calls("builds.txt")

    def _calls(self, name: str) -> int:
        calls = self.project / name
        return len(calls.read_text().splitlines()) if calls.exists() else 0

    def add_python(self, name: str = "python3") -> None:
        self._add(name, STAND_IN)

    def add_uv(self) -> None:
        self._add("uv", UV)

    def _add(self, name: str, text: str) -> None:
        program = self.programs / name
        program.write_text(text)
        program.chmod(0o755)

    def prepare(
        self, purpose: str = "run", probe: str = GOOD, settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.programs), "STAND_IN_PROBE": probe, "STAND_IN_PIP": ""}
        return subprocess.run(
            ["sh", "scripts/environment.sh", purpose],
            cwd=self.project,
            env=environment | dict(settings or {}),
            capture_output=True,
            text=True,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def the_one_line(finished: subprocess.CompletedProcess[str]) -> str:
    assert finished.returncode == 1
    [line] = finished.stderr.splitlines()
    return line


def test_no_python(machine: Machine) -> None:
    line = the_one_line(machine.prepare())
    assert line.startswith("make run: no Python found; install Python 3.11 or newer")


def test_python_too_old(machine: Machine) -> None:
    machine.add_python()
    line = the_one_line(machine.prepare("test", probe="old venv 3.10.13"))
    assert "needs Python 3.11 or newer, and only 3.10.13 (" in line
    assert "make test PYTHON=" in line
    assert not machine.venv.exists()


def test_python_without_venv(machine: Machine) -> None:
    machine.add_python()
    line = the_one_line(machine.prepare(probe="new bare 3.11.2"))
    assert "Python 3.11.2 (" in line
    assert "apt-get install python3-venv" in line
    assert not machine.venv.exists()


def test_named_python_that_does_not_run(machine: Machine) -> None:
    machine.add_python()
    line = the_one_line(machine.prepare(settings={"PYTHON": "/nowhere/python3"}))
    assert "PYTHON=/nowhere/python3 is no Python that runs" in line


def test_a_python_under_another_name_will_do(machine: Machine) -> None:
    machine.add_python("python3.12")
    assert machine.prepare().returncode == 0


UNREACHABLE = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError("
    "<pip._vendor.urllib3.connection.HTTPSConnection object>: Failed to establish a new "
    "connection: [Errno -3] Temporary failure in name resolution')'\n"
    "ERROR: Could not find a version that satisfies the requirement hatchling>=1.26 "
    "(from versions: none)\nERROR: No matching distribution found for hatchling>=1.26"
)
NO_INDEX = (
    "ERROR: Could not find a version that satisfies the requirement hatchling>=1.26 "
    "(from versions: none)\nERROR: No matching distribution found for hatchling>=1.26"
)
FULL = "Installing collected packages: jax\nERROR: [Errno 28] No space left on device"
NO_PAGE = (
    "npm error FetchError: request to … failed, reason: connection refused\n"
    "      The page was not built: npm ci failed: request to … failed, reason: connection refused\n"
    "error: metadata-generation-failed"
)
OTHER = "ERROR: glassnet is odd.\nnote: This is an issue with the package."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (UNREACHABLE, "no network: pip could not reach its package index"),
        (NO_INDEX, "no index that has hatchling>=1.26; connect to the network"),
        (FULL, "the disk is full"),
        (NO_PAGE, "make run: The page was not built: npm ci failed: request to … failed, reason"),
        (OTHER, "pip failed: glassnet is odd."),
    ],
)
def test_pip_fails(machine: Machine, said: str, expected: str) -> None:
    machine.add_python()
    failing = {"STAND_IN_PIP": said, "STAND_IN_PIP_STATUS": "1"}
    line = the_one_line(machine.prepare(settings=failing))
    assert expected in line
    assert "build/environment.log" in line
    assert (machine.project / "build/environment.log").read_text().strip() == said


def test_uv_installs_where_it_is_there(machine: Machine) -> None:
    machine.add_python()
    machine.add_uv()
    for purpose in ("test", "test"):
        assert machine.prepare(purpose).returncode == 0
    assert (machine.installs, machine.installs_of_uv) == (0, 1)
    said = (machine.project / "installs-of-uv.txt").read_text()
    assert said.endswith("--compile-bytecode -c constraints.txt -e .[test]\n")


def test_what_uv_cannot_install_pip_installs(machine: Machine) -> None:
    machine.add_python()
    machine.add_uv()
    assert machine.prepare(settings={"STAND_IN_UV_STATUS": "2"}).returncode == 0
    assert (machine.installs, machine.installs_of_uv) == (1, 1)


INDEX = "global.cert='/a/b.pem'\nglobal.extra-index-url='file:///c'\nglobal.index-url='file:///d'"


def test_uv_is_told_of_pips_index(machine: Machine) -> None:
    machine.add_python()
    machine.add_uv()
    machine.prepare(settings={"STAND_IN_SETTINGS": INDEX})
    machine.prepare("lint", settings={"STAND_IN_SETTINGS": f":env:.index-url='file:///e'\n{INDEX}"})
    first, second = (machine.project / "installs-of-uv.txt").read_text().splitlines()
    assert " --default-index file:///d " in first
    assert " --default-index file:///e " in second


def test_without_an_index_pip_installs(machine: Machine) -> None:
    machine.add_python()
    machine.add_uv()
    machine.prepare(settings={"STAND_IN_SETTINGS": ":env:.no-index='1'"})
    assert (machine.installs, machine.installs_of_uv) == (1, 0)


def test_a_second_time_nothing_is_installed(machine: Machine) -> None:
    machine.add_python()
    assert machine.prepare().returncode == 0
    again = machine.prepare()
    assert (again.returncode, again.stdout, machine.installs) == (0, "", 1)


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_requirements_are_installed_again(machine: Machine, name: str) -> None:
    machine.add_python()
    machine.prepare()
    with (machine.project / name).open("a") as file:
        file.write("# changed\n")
    machine.prepare()
    assert machine.installs == 2


def add_page(machine: Machine) -> Path:
    """The page's sources, as if it had been built from them; the folder of what was built."""
    (machine.project / "web/node_modules").mkdir(parents=True)
    (machine.project / "web/index.html").touch()
    built = machine.project / "src/glassnet/page/static"
    built.mkdir(parents=True)
    (built / "index.html").touch()
    return built


@pytest.mark.parametrize(
    ("name", "installs"), [("web/index.html", 2), ("web/new.ts", 2), ("web/node_modules/new.js", 1)]
)
def test_a_changed_page_is_installed_again(machine: Machine, name: str, installs: int) -> None:
    machine.add_python()
    add_page(machine)
    machine.prepare()
    (machine.project / name).write_text("changed")
    for _ in range(2):
        assert machine.prepare().returncode == 0
    assert machine.installs == installs


def test_a_page_that_is_gone_is_installed_again(machine: Machine) -> None:
    machine.add_python()
    built = add_page(machine)
    machine.prepare()
    shutil.rmtree(built)
    machine.prepare()
    assert machine.installs == 2


def test_with_the_test_extras_the_page_is_built_without_installing(machine: Machine) -> None:
    machine.add_python()
    built = add_page(machine)
    machine.prepare("test")
    shutil.rmtree(built)
    machine.prepare("test")
    assert (machine.installs, machine.builds) == (1, 2)


def test_a_page_that_cannot_be_built_is_said(machine: Machine) -> None:
    machine.add_python()
    line = the_one_line(machine.prepare("test", settings={"STAND_IN_BUILD": "npm ci failed"}))
    assert line == "make test: npm ci failed (details: build/page.log)"


def test_the_tests_need_more_than_the_program(machine: Machine) -> None:
    machine.add_python()
    machine.prepare("run")
    machine.prepare("test")
    assert machine.installs == 2
    assert "-e .[test]" in (machine.project / "installs.txt").read_text()


def test_for_all_purposes_it_is_installed_once(machine: Machine) -> None:
    machine.add_python()
    for purpose in ("test", "all", "test", "browser", "docs", "lint", "all"):
        assert machine.prepare(purpose).returncode == 0
    assert machine.installs == 2


def marked(machine: Machine) -> Path:
    """A file that is lost when the environment is made anew."""
    mark = machine.venv / "mark"
    mark.touch()
    return mark


def test_an_environment_that_uv_has_not_looked_at_is_kept(machine: Machine) -> None:
    machine.add_python()
    machine.add_uv()
    machine.prepare("run")
    mark = marked(machine)
    offline = {"STAND_IN_UV_STATUS": "2", "STAND_IN_PIP": UNREACHABLE, "STAND_IN_PIP_STATUS": "1"}
    the_one_line(machine.prepare("test", settings=offline))
    assert machine.prepare("run").returncode == 0
    assert mark.exists()


def test_an_environment_that_was_being_installed_into_is_made_anew(machine: Machine) -> None:
    machine.add_python()
    half = {"STAND_IN_PIP": "Installing collected packages: jax", "STAND_IN_PIP_STATUS": "1"}
    machine.prepare(settings=half)
    mark = marked(machine)
    assert machine.prepare().returncode == 0
    assert not mark.exists()


def test_an_environment_that_pip_left_alone_is_kept(machine: Machine) -> None:
    machine.add_python()
    machine.prepare("run")
    mark = marked(machine)
    the_one_line(
        machine.prepare("test", settings={"STAND_IN_PIP": UNREACHABLE, "STAND_IN_PIP_STATUS": "1"})
    )
    assert machine.prepare("run").returncode == 0
    assert mark.exists()
    assert machine.installs == 2


def test_an_environment_that_was_moved_is_made_anew(machine: Machine) -> None:
    machine.add_python()
    machine.prepare()
    mark = marked(machine)
    machine.project = machine.project.rename(machine.project.with_name("elsewhere"))
    assert (machine.venv / mark.name).exists()
    assert machine.prepare().returncode == 0
    assert not (machine.venv / mark.name).exists()


def test_another_version_asked_for_makes_it_anew(machine: Machine) -> None:
    machine.add_python()
    machine.prepare()
    mark = marked(machine)
    assert machine.prepare(settings={"PYTHON": "python3"}).returncode == 0
    assert mark.exists(), "the version asked for is the one it has"
    newer = machine.programs / "newer"
    newer.write_text('#!/bin/sh\nSTAND_IN_PROBE="new venv 3.13.0"\n' + STAND_IN)
    newer.chmod(0o755)
    assert machine.prepare(settings={"PYTHON": "newer"}).returncode == 0
    assert not mark.exists()
