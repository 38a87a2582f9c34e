"""One folder a run, written whole or not at all, and never over another run."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from glassnet.errors import SettingError


class StagedFolder:
    """A run's folder while it is being filled: hidden, and beside the place it will have.

    path: where to write.
    """

    def __init__(self, path: Path, out: Path, stem: str, exact: bool) -> None:
        self.path = path
        self._out = out
        self._stem = stem
        self._exact = exact

    def publish(self) -> Path:
        """Give the folder its name, in one rename, and return where the run now lies.

        The name is `stem`, or the first free one of `stem-2`, `stem-3`, ...
        Raises SettingError if the name was asked for by the user and was taken meanwhile.
        """
        # mkdtemp makes folders that only their owner may read; runs are as open as the umask says.
        self.path.chmod(0o777 & ~_umask())
        for name in _names(self._stem):
            place = self._out / name
            if not place.exists():
                try:
                    self.path.rename(place)
                    return place
                except OSError:
                    # Another process took this name between the look and the rename.
                    if not place.exists():
                        raise
            if self._exact:
                raise SettingError(_taken(place))
        raise AssertionError("names do not end")


@contextmanager
def staged(out: str | Path, name: str, *, exact: bool = False) -> Generator[StagedFolder]:
    """A new folder in `out` to write a run into, removed again unless it is published.

    Enter it before training: an `out` that cannot be written is found before time is spent.
    out: made if missing. name: any text; what a file name should not hold becomes `-`.
    exact: `name` was the user's wish, so a run of that name is an error instead of `name-2`.

    Raises SettingError: out is a file, or cannot be made or written; the name is taken, or holds
    no letter or digit.
    """
    out = Path(out)
    stem = safe_name(name)
    missing = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        path = Path(tempfile.mkdtemp(prefix=f".{stem}.", suffix=".partial", dir=out))
    except (FileExistsError, NotADirectoryError):
        raise SettingError(f"--out {out}: expected a folder, and this is a file.") from None
    except OSError as error:
        _remove_empty(missing)
        raise SettingError(
            f"--out {out}: cannot be written ({error.strerror}); name a folder of your own."
        ) from None
    try:
        if exact and (out / stem).exists():
            raise SettingError(_taken(out / stem))
        yield StagedFolder(path, out, stem, exact)
    finally:
        if path.exists():
            shutil.rmtree(path, ignore_errors=True)
        _remove_empty(missing)


def safe_name(name: str) -> str:
    """`name` as a folder's name: `parity:4` becomes `parity-4`.

    Raises SettingError if nothing is left of it.
    """
    safe = re.sub(r"[^\w.+-]+", "-", name).strip("-.")[:100]
    if not safe:
        raise SettingError(f"name {name!r}: expected letters or digits.")
    return safe


def _names(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _taken(place: Path) -> str:
    return f"--name {place.name}: {place} exists and is not overwritten; choose another name."


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
