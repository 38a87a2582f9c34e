"""Where data comes from: a name in DATASETS, or a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from glassnet.data.dataset import Dataset, Task
from glassnet.data.files import DEFAULT_MAX_BYTES
from glassnet.data.gates import GATES, gate, parity
from glassnet.data.seeds import check_seed
from glassnet.data.shapes import SHAPES, shape
from glassnet.errors import DataError, SettingError
from glassnet.text import did_you_mean


@dataclass(frozen=True)
class Source:
    """One row of DATASETS.

    make: called with the settings it takes, and for a name that ends in `:N` with N first.
    takes: which of seed, rows, noise mean something to it.
    """

    make: Callable[..., Dataset]
    takes: frozenset[str] = frozenset()


DATASETS: dict[str, Source] = {
    **{name: Source(partial(gate, name)) for name in GATES},
    "parity:N": Source(parity),
    **{name: Source(partial(shape, name), frozenset({"seed", "rows", "noise"})) for name in SHAPES},
}


def load(
    data: str,
    *,
    target: str | None = None,
    seed: int = 0,
    rows: int | None = None,
    noise: float | None = None,
    ignore: Sequence[str] = (),
    prefer: Collection[Task] = (),
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> Dataset:
    """The data a person named: a row of DATASETS (`xor`, `parity:3`, `moons`), or a file's path.

    seed, rows, noise: of the 2-D shapes; noise is a standard deviation in the shape's own unit.
    target, ignore: columns of a file, CSV (UTF-8, with a header) or Parquet. Every other column
        becomes features: numbers standardised, true/false 1 and 0, text one-hot. Text, booleans and
        a few whole numbers are learned as classes; any other number by regression, y standardised
        too (`preparation.target` has its mean and scale). Rows stay in the file's order.
    prefer: tasks that are preferred where the target of a file allows several: whole numbers that
        repeat can be learned as classes, `binary` if two, and by `regression`.
    max_bytes: the largest file that is read, and the largest x that is made, 2 GiB by default.

    A name in DATASETS wins over a file of that name; `./xor` is the file.
    Raises DataError for data that cannot be used, SettingError for a setting that has no meaning
    for it; each says in one line what would work.
    """
    check_seed(seed)
    name, argument = _split(data)
    source = DATASETS.get(name)
    if source is None:
        path = path_of(data, rows=rows, noise=noise)
        # pyarrow loads with this room's file half, which a truth table does not need.
        from glassnet.data.from_file import from_file

        return from_file(path, target, ignore, prefer, max_bytes)
    _refuse(data, target=target, ignore=", ".join(ignore) or None)
    settings = {"seed": seed, "rows": rows, "noise": noise}
    _refuse(data, **{key: settings[key] for key in ("rows", "noise") if key not in source.takes})
    return source.make(*argument, **{key: settings[key] for key in source.takes})


def _split(data: str) -> tuple[str, tuple[int, ...]]:
    """`parity:3` -> the table's name `parity:N` and (3,); anything else as it is and ()."""
    family, _, number = data.partition(":")
    name = f"{family}:N"
    if name not in DATASETS:
        return data, ()
    try:
        return name, (int(number),)
    except ValueError:
        raise SettingError(
            f"{data}: expected {family}:N with a whole number, such as {family}:3."
        ) from None


def _refuse(what: str, **settings: object) -> None:
    for setting, value in settings.items():
        if value is not None:
            raise SettingError(f"{setting} {value}: means nothing for {what}.")


def built_in(data: str) -> bool:
    """Whether a row of DATASETS is meant, and not a file."""
    return _split(data)[0] in DATASETS


def path_of(data: str, **settings: object) -> Path:
    """The file that is meant. Raises DataError, SettingError for settings, which are of shapes."""
    _refuse("a file", **settings)
    path = Path(data)
    if not data or (not path.suffix and path.name == data and not path.exists()):
        raise DataError(f"no data set or file {data!r}.{did_you_mean(data, DATASETS)}")
    return path
