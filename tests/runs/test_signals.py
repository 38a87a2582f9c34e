"""Ctrl-C at a bad moment."""

from __future__ import annotations

import signal

import pytest

from glassnet.signals import interrupts_blocked, interrupts_deferred


def test_ctrl_c_waits_for_the_end_of_the_context() -> None:
    reached: list[str] = []

    def interrupted() -> None:
        with interrupts_deferred():
            signal.raise_signal(signal.SIGINT)
            reached.append("the end")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert reached == ["the end"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_there_are_no_masks_nothing_is_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")  # as on Windows
    with pytest.raises(KeyboardInterrupt), interrupts_blocked():
        signal.raise_signal(signal.SIGINT)
