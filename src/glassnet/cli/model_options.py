"""The options of the commands that look into a network: its rows."""

from __future__ import annotations

from typing import Annotated

import typer

DataOption = Annotated[
    str | None,
    typer.Option(
        "--data",
        help="For MODEL.keras: xor, moons, … or a CSV or Parquet file.",
        show_default=False,
    ),
]
TargetOption = Annotated[
    str | None,
    typer.Option("--target", help="The column to learn, for a file.", show_default=False),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Of data that are drawn.")]
TrainedOption = Annotated[
    bool, typer.Option("--trained", help="Train the lesson first; else it is shown untrained.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]
