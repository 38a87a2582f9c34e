"""The command that goes on with a run."""

from __future__ import annotations

import shlex
from pathlib import Path

OUT = Path("runs")


def command(place: Path) -> str:
    """As it can be pasted: `glassnet train --resume xor`."""
    out = [] if place.parent == OUT else ["--out", str(place.parent)]
    return shlex.join(["glassnet", "train", "--resume", place.name, *out])
