"""Python's garbage collector in the shell's own process."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: what is frozen stays frozen.
PROGRAM = """
import gc, weakref
from glassnet.cli.collection import LOADED, collect_later

class Node: pass

def cycle():
    node = Node()
    node.itself = node
    return weakref.ref(node)

usual = gc.get_threshold()
collect_later()
early = cycle()
kept = [[] for _ in range(100_000)]
assert gc.get_freeze_count() == 0 and early() is not None
kept += [[] for _ in range(LOADED)]
assert gc.get_freeze_count() > LOADED - 10_000 and not gc.callbacks
assert gc.get_threshold() == usual
late = cycle()
kept += [[] for _ in range(100_000)]
assert late() is None, "garbage is not collected afterwards"
assert early() is not None, "what was there before is looked through again"
"""


def test_it_waits_until_the_libraries_have_loaded_and_leaves_them_alone() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
