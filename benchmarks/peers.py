"""Makes .venv-bench, where the peers live: TensorFlow and PyTorch, which glassnet does not need.

    python -m benchmarks.peers

Does nothing where it is ready. A peer that cannot be installed is one printed line, never a
failure: its rows say "skipped".
"""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

from benchmarks.places import ROOT

ENVIRONMENT = ROOT / ".venv-bench"
PYTHON = ENVIRONMENT / "bin" / "python"
REQUIREMENTS = Path(__file__).parent / "requirements.txt"
LOG = ROOT / "build" / "benchmarks" / "peers.log"
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input")


def main() -> None:
    stamp = ENVIRONMENT / ".installed"
    wanted = REQUIREMENTS.read_text()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    LOG.parent.mkdir(parents=True, exist_ok=True)
    if not PYTHON.exists():
        print(f"Making {ENVIRONMENT.name}")
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    missing = [peer for peer in peers(wanted) if not install(peer)]
    for peer in missing:
        print(
            f"skipped: {' '.join(peer)} cannot be installed here (details: {LOG.relative_to(ROOT)})"
        )
    if not missing:
        stamp.write_text(wanted)


def peers(requirements: str) -> list[list[str]]:
    """Each line's requirements."""
    return [line.split() for line in requirements.splitlines() if not line.startswith("#")]


def install(peer: list[str]) -> bool:
    print(f"Installing {' '.join(peer)} into {ENVIRONMENT.name}")
    with LOG.open("a") as log:
        command = [str(PYTHON), *PIP, *peer]
        return subprocess.run(command, cwd=ROOT, stdout=log, stderr=log).returncode == 0


if __name__ == "__main__":
    main()
