"""A run's files."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.errors import SettingError
from glassnet.runs.folder import StagedFolder
from glassnet.runs.record import history_csv, to_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save(
    folder: StagedFolder,
    *,
    record: Mapping[str, Any],
    model: Any,
    history: Mapping[str, Sequence[float]],
    pictures: Mapping[str, Figure],
) -> Path:
    """Write run.json, model.keras, history.csv and the pictures, and return the run's folder.

    model: a keras.Model. pictures: file name without its ending -> figure, written as PNG.
    Raises SettingError if the disk is full or fails; then nothing is left of the run.
    """
    place = folder.path
    try:
        (place / "history.csv").write_text(history_csv(history), encoding="utf-8")
        model.save(place / "model.keras")
        for name, figure in pictures.items():
            figure.savefig(place / f"{name}.png")  # pyright: ignore[reportUnknownMemberType]
        (place / "run.json").write_text(to_json(record) + "\n", encoding="utf-8")
        return folder.publish()
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
        raise SettingError(
            f"{place.parent}: the run could not be written ({reason}), and nothing of it was kept; "
            "free some space or name another folder with --out."
        ) from error
