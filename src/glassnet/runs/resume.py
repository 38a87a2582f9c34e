"""Taking up a run again: only with what it began with, since it must end as if never stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from glassnet.data import Dataset, load
from glassnet.errors import SettingError
from glassnet.runs.record import digest, versions
from glassnet.runs.saved_runs import DamagedRun, StoredRun

# The Registry in glassnet.networks.registry that knows a setting's other spellings.
REGISTRIES = {
    "activation": "ACTIVATIONS",
    "initializer": "INITIALIZERS",
    "optimizer": "OPTIMIZERS",
    "loss": "LOSSES",
}


def check_state(run: StoredRun) -> None:
    """Raise SettingError for a run that has nothing more to train."""
    if run.state == "finished":
        raise SettingError(
            f"{run.place} is finished: all {run.settings.epochs:,} epochs are trained."
        )
    if run.state == "diverged":
        raise SettingError(
            f"{run.place} diverged in epoch {run.record['diverged_epoch']} and would again; begin "
            f"a new run with a --learning-rate below {run.settings.learning_rate:g}."
        )


def check_versions(run: StoredRun) -> None:
    """Raise SettingError if what decides the numbers is not what the run began with."""
    # Python's own version does not decide any.
    now = {name: version for name, version in versions().items() if name != "python"}
    began = run.record["versions"]
    differing = [
        f"{name} (found {version}, expected {began.get(name)})"
        for name, version in now.items()
        if version != began.get(name)
    ]
    if differing:
        raise SettingError(
            f"{run.place} began with other versions: {', '.join(differing)}. Install those that it "
            "began with, or begin a new run."
        )


def check_given(run: StoredRun, given: Mapping[str, Any]) -> None:
    """Raise SettingError if something given differs from what the run began with.

    given: options by their name in `Settings` or in `glassnet.data.load`; those left out agree.
    """
    began = {**run.record["source"], **vars(run.settings)}
    differing = [
        f"{_option(name)} (found {_text(value)}, expected {_text(began.get(name))})"
        for name, value in given.items()
        if not _same(name, value, began.get(name))
    ]
    if differing:
        raise SettingError(
            f"{run.place} began with other settings: {', '.join(differing)}. Leave them out, or "
            "begin a new run."
        )


def data_of(run: StoredRun) -> Dataset:
    """The rows that the run began with. Raises GlassnetError if they are not to be had any more."""
    source: dict[str, Any] = run.record["source"]
    try:
        dataset = load(**source)
    except TypeError as error:
        raise DamagedRun(f"{run.place}: its source is of another kind ({error}).") from None
    found, expected = digest(dataset), run.record["data"]["sha256"]
    if found != expected:
        raise SettingError(
            f"{run.place}: {source['data']} has changed since it began (SHA-256 of the rows: found "
            f"{found[:12]}…, expected {expected[:12]}…). Restore it, or begin a new run."
        )
    return dataset


def _same(name: str, given: Any, began: Any) -> bool:
    if _plain(given) == _plain(began):
        return True
    if name not in REGISTRIES or not isinstance(began, str):
        return False
    # Loads Keras, so only where the spelling differs.
    from glassnet.networks import registry

    known = getattr(registry, REGISTRIES[name])
    return known.canonical(given) == known.canonical(began)


def _plain(value: Any) -> Any:
    return list(cast(tuple[Any, ...], value)) if isinstance(value, tuple) else value


def _option(name: str) -> str:
    return "DATA" if name == "data" else f"--{name.replace('_', '-')}"


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(str, cast(list[Any], value))) or "none"
    return "none" if value is None else str(value)
