"""Whether a run can be resumed: only as it began, since it must end as if it never stopped.

Keras is loaded only where a setting is spelled in another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from glassnet.backend import versions
from glassnet.errors import SettingError
from glassnet.runs.saved_runs import SavedRun
from glassnet.text import message

# The Registry in glassnet.networks.builder that knows a setting's other spellings.
REGISTRIES = {
    "activation": "ACTIVATIONS",
    "initializer": "INITIALIZERS",
    "optimizer": "OPTIMIZERS",
    "loss": "LOSSES",
}


def check_state(run: SavedRun) -> None:
    """Raise SettingError for a run that has nothing more to train."""
    path = str(run.path)
    if run.state == "finished":
        raise SettingError(message("resume-finished", run=path, epochs=run.settings.epochs))
    if run.state == "lost":  # begun again, it would write over what it has reached
        raise SettingError(message("resume-lost", run=path, epochs=run.epochs))
    if run.state == "diverged":
        last = run.record["diverged_epoch"]
        epoch = "?" if last is None else str(last + 1)  # None in a record that was edited by hand
        rate = f"{run.settings.learning_rate:g}"
        raise SettingError(message("resume-diverged", run=path, epoch=epoch, rate=rate))


def check_versions(run: SavedRun) -> None:
    """Raise SettingError if the packages that decide the numbers have other versions by now."""
    then = run.record["versions"]
    pairs = ((name, version, then.get(name)) for name, version in versions().items())
    differing = _differences(pair for pair in pairs if pair[1] != pair[2])
    if differing:
        raise SettingError(message("resume-versions", run=str(run.path), differing=differing))


def check_given(run: SavedRun, given: Mapping[str, Any]) -> None:
    """Raise SettingError if a given option differs from what the run began with.

    given: options by their name in `Settings` or in `glassnet.data.load`; those left out agree.
    """
    then = {**run.record["source"], **vars(run.settings)}
    differing = _differences(
        ("DATA" if name == "data" else f"--{name.replace('_', '-')}", value, then.get(name))
        for name, value in given.items()
        if not _same(name, value, then.get(name))
    )
    if differing:
        raise SettingError(message("resume-settings", run=str(run.path), differing=differing))


def _differences(rows: Iterable[tuple[str, Any, Any]]) -> str:
    """The names that differ, each with its value now and then, as text; "" if there are none."""
    return ", ".join(
        message("resume-difference", name=name, found=_text(found), expected=_text(expected))
        for name, found, expected in rows
    )


def _same(name: str, now: Any, then: Any) -> bool:
    # run.json has lists for tuples.
    now, then = (list(cast(Any, each)) if isinstance(each, tuple) else each for each in (now, then))
    if now == then:
        return True
    if name not in REGISTRIES or not isinstance(then, str):
        return False
    # Loads Keras, so only where the spelling differs.
    from glassnet.networks import builder

    known = getattr(builder, REGISTRIES[name])
    return known.canonical(now) == known.canonical(then)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        value = ",".join(map(str, cast(list[Any], value))) or None
    return message("resume-none") if value is None else str(value)
