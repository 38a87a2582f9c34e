"""The progress of `gn.fit`: in a notebook one line, which is what a saved notebook keeps."""

from __future__ import annotations

import re
import sys
import types
from typing import Any

import keras
import numpy as np
import pytest
from parity import five_batches
from test_callbacks import network

import glassnet as gn
from glassnet.fitting import progress_bar
from glassnet.text import using
from glassnet.training.epochs import EpochLogs

DATA = five_batches()


class Notebook:
    """Stands for a Jupyter kernel: its cell's outputs, as the notebook's file would keep them."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, str]] = []
        self.updates = 0

    def display(self, data: dict[str, str], *, raw: bool, display_id: bool) -> Any:
        assert raw
        assert display_id
        place = len(self.outputs)
        self.outputs.append(data)

        def update(data: dict[str, str], *, raw: bool) -> None:
            assert raw
            self.outputs[place] = data
            self.updates += 1

        return types.SimpleNamespace(update=update)


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    kernel = Notebook()
    module: Any = types.ModuleType("IPython")
    module.get_ipython = lambda: types.SimpleNamespace(kernel=kernel)
    display: Any = types.ModuleType("IPython.display")
    display.display = kernel.display
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return kernel


@pytest.mark.parametrize("seconds", [0.0, 0.2, 1e9])
def test_a_notebook_keeps_one_final_line(
    seconds: float, notebook: Notebook, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_bar, "SECONDS_BETWEEN_UPDATES", seconds)
    history = gn.fit(network("sgd"), *DATA, batch_size=8, epochs=9000)
    (output,) = notebook.outputs
    results = "  ".join(f"{name} {values[-1]:.4g}" for name, values in history.history.items())
    assert output["text/plain"].startswith(f"Epoch 9000/9000  {results}  ")
    assert output["text/plain"].endswith(" epochs/s")
    assert output["text/plain"].isprintable()
    assert capfd.readouterr() == ("", "")
    if seconds == 1e9:
        assert notebook.updates == 1  # the first and the last line alone


def test_a_line_in_korean(notebook: Notebook) -> None:
    with using("ko"):
        gn.fit(network("sgd"), *DATA, epochs=3)
    assert notebook.outputs[0]["text/plain"].startswith("에포크 3/3  ")


def test_a_training_that_fails_leaves_the_line_it_had(notebook: Notebook) -> None:
    class Failing(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if epoch == 5:
                raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        gn.fit(network("sgd"), *DATA, epochs=9, callbacks=[Failing()])
    assert notebook.outputs[0]["text/plain"].startswith("Epoch 5/9  ")


@pytest.mark.parametrize("verbose", [0, 2])
def test_a_notebook_gets_no_line_where_none_is_asked_for(verbose: int, notebook: Notebook) -> None:
    gn.fit(network("sgd"), *DATA, epochs=3, verbose=verbose)
    assert notebook.outputs == []


def test_ipython_in_a_terminal_is_no_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = types.ModuleType("IPython")
    for shell in (None, types.SimpleNamespace()):
        module.get_ipython = lambda shell=shell: shell
        monkeypatch.setitem(sys.modules, "IPython", module)
        assert not progress_bar.in_notebook()


def test_a_narrow_terminal_keeps_the_epochs(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    results = {name: np.full(7, 0.123456) for name in ("accuracy", "loss", "val_accuracy")}
    with progress_bar.ProgressBar(1000, 0, shown=True) as bar:
        bar.show(EpochLogs(0, 7, results))
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.search("Epoch +7/1000 .*accuracy 0.1235", last)
    assert len(last) <= 80


@pytest.mark.filterwarnings("ignore:.*ran out of data")
def test_epochs_of_unknown_length_say_their_steps_as_in_keras(capsys: Any) -> None:
    """Without times, and Keras' steps: its callbacks run in a thread, and 12 were seen as 4."""

    def batches() -> Any:
        for number in range(12):
            yield np.full((4, 5), number, "float32"), np.ones((4, 1), "float32")

    said = []
    for fit in (gn.fit, lambda model, *of, **how: model.fit(*of, **how)):
        fit(network(), batches(), epochs=1, shuffle=False, verbose=2)
        said.append(re.sub(r"\d+m?s(/step)?", "", capsys.readouterr().out))
    assert said[0].startswith("12/12 - ")
    assert said[0].split(" - ")[1:] == said[1].split(" - ")[1:]
