"""Guides to read in tests."""

from __future__ import annotations

FRONT = '+++\nlesson = "xor-hidden"\n+++\n'
LOSS = '```toml\ncheck = "loss"\nbelow = 0.1\n```\n'


def guide_text(*checks: str, front: str = FRONT, prose: str = "Do it.") -> str:
    """A guide of one step that asks for these checks, given as TOML."""
    tables = "".join(f"\n```toml\n{each}\n```\n" for each in checks)
    return f"{front}# Title\n\nBegin.\n\n## Step\n\n{prose}\n{tables}"
