"""A run's files."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from glassnet.errors import SettingError
from glassnet.runs.folder import StagedFolder
from glassnet.runs.record import history_csv, to_json


def save(
    folder: StagedFolder,
    *,
    record: Mapping[str, Any],
    model: Any,
    history: Mapping[str, Sequence[float]],
    draw: Callable[[], None],
) -> Path:
    """Write run.json, model.keras and history.csv, and return the run's folder under its name.

    model: a keras.Model. draw: writes the pictures into `folder.path`, or waits until they are.
    Raises SettingError if the disk is full or fails; then nothing is left of the run.
    """
    place = folder.path
    try:
        (place / "history.csv").write_text(history_csv(history), encoding="utf-8")
        model.save(place / "model.keras")
        draw()
        (place / "run.json").write_text(to_json(record) + "\n", encoding="utf-8")
        return folder.publish()
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
        raise SettingError(
            f"{place.parent}: the run could not be written ({reason}), and nothing of it was kept; "
            "free some space or name another folder with --out."
        ) from error
