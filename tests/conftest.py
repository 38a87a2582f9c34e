"""Settings for all tests: JAX as Keras' backend, chosen by glassnet before Keras loads."""

import gc
import os
import time
from pathlib import Path

import pytest
from hypothesis import settings

import glassnet  # noqa: F401

# Texts are compared in English, whatever the machine speaks.
os.environ["GLASSNET_LANG"] = "en"

# How long an example takes is the machine's: the first one compiles, and others share the machine.
# The examples are the same each time, so that what passes once passes. `make test-long` takes the
# profile `long`; ARGS="--hypothesis-profile explore" looks at other examples.
settings.register_profile("short", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("long", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("short")

# Tracing makes objects by the million, of which few are garbage: looking for it as often as Python
# does by itself is a fifteenth of all that the tests take.
gc.set_threshold(200_000, 20, 50)
# Models that no one refers to any longer hold compiled programs meanwhile, each of them mapped into
# memory in dozens of pieces: beyond the 65,530 that Linux allows a process, LLVM ends it.
MAPS = Path("/proc/self/maps")
# By the clock: of the long suite's tests one makes as many programs as a hundred of the others.
MOST_MAPS, LOOK_EVERY = 20_000, 2.0  # seconds
_looked_at = [time.monotonic()]

LONG = frozenset(
    line
    for line in Path(__file__).with_name("long.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)
WHOLE = 4_000  # tests: so many are collected only where all are


def pytest_runtest_logfinish() -> None:
    if time.monotonic() < _looked_at[0] + LOOK_EVERY or not MAPS.exists():
        return
    _looked_at[0] = time.monotonic()
    if len(MAPS.read_bytes().splitlines()) > MOST_MAPS:
        gc.collect()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what `long.txt` names to the long suite."""
    names = {item.nodeid for item in items}
    files = {name.partition("::")[0] for name in names}  # a folder may be left out
    unknown = {name for name in LONG - names if name.partition("::")[0] in files}
    if len(items) > WHOLE and unknown:
        raise pytest.UsageError(f"long.txt names tests that are not there: {sorted(unknown)}")
    for item in items:
        if item.nodeid in LONG:
            item.add_marker(pytest.mark.long)
