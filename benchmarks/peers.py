"""Makes .venv-bench, where the peers live: TensorFlow and PyTorch, which glassnet does not need.

    python -m benchmarks.peers

Does nothing where it is ready. A peer that cannot be installed is one printed line, never a
failure: its rows say "skipped".
"""

from __future__ import annotations

import subprocess
import venv

from benchmarks.places import ROOT

ENVIRONMENT = ROOT / ".venv-bench"
PYTHON = ENVIRONMENT / "bin" / "python"
# Each is installed on its own.
PEERS = {
    # With the TensorBoard that the note's third and fourth program write for.
    "TensorFlow": ("tensorflow-cpu==2.21.*", "tensorboard>=2.21"),
    "PyTorch": ("torch==2.13.0",),
}
LOG = ROOT / "build" / "benchmarks" / "peers.log"
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input")


def main() -> None:
    stamp = ENVIRONMENT / ".installed"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == str(PEERS):
        return
    LOG.parent.mkdir(parents=True, exist_ok=True)
    if not PYTHON.exists():
        print(f"Making {ENVIRONMENT.name}")
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    missing = [peer for peer in PEERS if not install(peer)]
    for peer in missing:
        print(f"skipped: {peer} cannot be installed (details: {LOG.relative_to(ROOT)})")
    if not missing:
        stamp.write_text(str(PEERS))


def install(peer: str) -> bool:
    """Whether the peer is there now."""
    print(f"Installing {peer} into {ENVIRONMENT.name}")
    with LOG.open("a") as log:
        command = [str(PYTHON), *PIP, *PEERS[peer]]
        return subprocess.run(command, cwd=ROOT, stdout=log, stderr=log).returncode == 0


if __name__ == "__main__":
    main()
