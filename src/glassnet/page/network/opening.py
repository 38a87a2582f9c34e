"""The state that a new page begins with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from glassnet.data import DATASETS, load
from glassnet.errors import DataError
from glassnet.networks import defaults_for
from glassnet.page.network.subject import load_data, make_subject
from glassnet.page.state import MOST_BYTES, BuiltIn, HiddenLayer, PageState, Table
from glassnet.seed import check_seed
from glassnet.text import message, system_reason


def opening_state(
    what: str, seed: int = 0, target: str | None = None, ignore: Sequence[str] = ()
) -> PageState:
    """The state for a dataset's name or a CSV file, with settings that learn it.

    target: the column of a file to learn; None for the last one. ignore: columns to leave out.

    Raises:
        DataError: there is no such dataset or file, or it cannot be used.
        SettingError: the seed is out of range, or a dataset has no columns to choose from.
    """
    check_seed(seed)
    path = Path(what)
    is_file = not is_built_in(what)
    if is_file and not path.exists():
        load(what)  # says what there is
    if (target is not None or ignore) and not is_file:
        load(what, target=target, ignore=ignore)
    data = table(path, target, ignore) if is_file else BuiltIn(what, seed=seed)
    dataset = load_data(PageState(data=data))
    defaults = defaults_for(dataset)
    layers = (4,) if dataset.exhaustive else tuple(min(each, 8) for each in defaults.layers)
    state = PageState(
        data=data,
        layers=tuple(HiddenLayer(units, defaults.activation) for units in layers),
        initializer=defaults.initializer,
        optimizer=defaults.optimizer,
        learning_rate=defaults.learning_rate,
        batch_size=defaults.batch_size if defaults.batch_size < len(dataset.x) else None,
        seed=seed,
    )
    make_subject(state)
    return state


def is_built_in(what: str) -> bool:
    """Whether it names a built-in dataset: `xor`, `parity:3`."""
    return what.partition(":")[0] in {name.partition(":")[0] for name in DATASETS}


def table(path: Path, target: str | None, ignore: Sequence[str] = ()) -> Table:
    """A CSV file as a state has it. Raises DataError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "UTF-8"
        raise DataError(message("studio-file", place=str(path), why=reason)) from error
    if len(text) > MOST_BYTES:
        raise DataError(message("studio-file-large", place=str(path), most=MOST_BYTES))
    return Table(path.name, text, target, tuple(ignore))
