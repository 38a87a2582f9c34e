"""The state that a new page begins with."""

from __future__ import annotations

from pathlib import Path

from glassnet.data import load
from glassnet.errors import DataError
from glassnet.networks import defaults_for
from glassnet.studio.state import MOST_BYTES, BuiltIn, HiddenLayer, PageState, Table
from glassnet.studio.subject import make_subject
from glassnet.text import message, system_reason


def opening_state(what: str, seed: int = 0) -> PageState:
    """The state for a dataset's name or a CSV file, with settings that learn it.

    Raises:
        DataError: there is no such dataset or file, or it cannot be used.
        SettingError: the seed is out of range.
    """
    dataset = load(what, seed=seed)
    defaults = defaults_for(dataset)
    is_file = dataset.preparation is not None
    layers = (4,) if dataset.exhaustive else tuple(min(each, 8) for each in defaults.layers)
    state = PageState(
        data=_table(Path(what)) if is_file else BuiltIn(what, seed=seed),
        layers=tuple(HiddenLayer(units, defaults.activation) for units in layers),
        initializer=defaults.initializer,
        optimizer=defaults.optimizer,
        learning_rate=defaults.learning_rate,
        batch_size=defaults.batch_size if defaults.batch_size < len(dataset.x) else None,
        seed=seed,
    )
    make_subject(state)
    return state


def _table(path: Path) -> Table:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "UTF-8"
        raise DataError(message("studio-file", place=str(path), why=reason)) from error
    if len(text) > MOST_BYTES:
        raise DataError(message("studio-file-large", place=str(path), most=MOST_BYTES))
    return Table(path.name, text)
