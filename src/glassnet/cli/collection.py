"""Python's garbage collector in the shell's own process: not while libraries load."""

from __future__ import annotations

import gc

# More objects than any command starts with: `glassnet train xor` makes 350,000 in all.
LOADED = 500_000


def collect_later() -> None:
    """Let the collector look for garbage only from the LOADED-th object on, and not among these.

    The modules, classes and functions of an import stay until the end. Going through them again and
    again takes a tenth of a command's start.
    """
    usual = gc.get_threshold()

    def before_first(_phase: str, _about: dict[str, int]) -> None:
        gc.callbacks.remove(before_first)
        gc.freeze()
        gc.set_threshold(*usual)

    gc.callbacks.append(before_first)
    gc.set_threshold(LOADED)
