"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

DataOption = Annotated[str | None, typer.Option("--data")]
TargetOption = Annotated[str | None, typer.Option("--target")]
IgnoreOption = Annotated[list[str] | None, typer.Option("--ignore")]
SeedOption = Annotated[int, typer.Option("--seed")]
TrainedOption = Annotated[bool, typer.Option("--trained")]
JsonOption = Annotated[bool, typer.Option("--json")]
