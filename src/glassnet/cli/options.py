"""What several commands share: options, the folder of runs, the command that resumes one."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[str | None, typer.Option("--data")]
TargetOption = Annotated[str | None, typer.Option("--target")]
IgnoreOption = Annotated[list[str] | None, typer.Option("--ignore")]
SeedOption = Annotated[int, typer.Option("--seed")]
TensorboardOption = Annotated[bool, typer.Option("--tensorboard")]
TrainedOption = Annotated[bool, typer.Option("--trained")]
JsonOption = Annotated[bool, typer.Option("--json")]

RUNS = Path("runs")


def resume_command(run: Path) -> str:
    """The command that resumes a run, ready to paste: `glassnet train --resume xor`."""
    out = [] if run.parent == RUNS else ["--out", str(run.parent)]
    return shlex.join(["glassnet", "train", "--resume", run.name, *out])
