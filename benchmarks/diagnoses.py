"""A diagnosis beside an epoch of Keras' fit and the bare gradient, on the same model and data."""

from __future__ import annotations

import tempfile

from benchmarks import processes
from benchmarks.places import PLACES
from benchmarks.probes import Probe

# What is called -> the place whose process calls it.
CALLED = {"diagnose": "glassnet", "epoch": "keras", "gradient": "keras"}


class Calls:
    """One process a repetition, which calls once and then again."""

    def __init__(self, what: str, work: str, rows: int) -> None:
        module = "benchmarks.contenders.first_calls"
        self._place = PLACES[CALLED[what]]
        self._command = [str(self._place.python), "-m", module, what, work, str(rows)]
        self._again = 0.0

    def first(self) -> float:
        """Milliseconds of the first call in a new process, compilation included: glassnet's cache
        of compiled programs is empty."""
        with tempfile.TemporaryDirectory() as cache:
            variables = {**self._place.variables(), "XDG_CACHE_HOME": cache}
            printed = processes.run(self._command, variables)
        first, self._again = map(float, printed.split()[-2:])
        return first

    def again(self) -> float:
        """Of a later call in the process that `first` started."""
        return self._again


def diagnoses(work: str, rows: int) -> dict[str, Probe]:
    """Of each `-first` comes before the other: the one runs the process that both measure."""
    calls = {what: Calls(what, work, rows) for what in CALLED}
    return {
        name: probe
        for what, each in calls.items()
        for name, probe in ((f"{what}-first", each.first), (what, each.again))
    }
