"""What a run that has ended leaves: its model, its history and its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from glassnet.runs.folder import RECORD
from glassnet.runs.record import history_csv, to_json


def save(
    place: Path,
    *,
    record: Mapping[str, Any],
    model: Any,
    history: Mapping[str, Sequence[float]],
    draw: Callable[[], None],
) -> None:
    """Write run.json, model.keras and history.csv into `place` (see `RunFolder.ending`).

    model: a keras.Model. draw: writes the pictures there, or waits until they are.
    """
    (place / "history.csv").write_text(history_csv(history), encoding="utf-8")
    model.save(place / "model.keras")
    draw()
    (place / RECORD).write_text(to_json(record) + "\n", encoding="utf-8")
