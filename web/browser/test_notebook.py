"""The widget in a real JupyterLab: the page in a cell, its traits in the next, a live training."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError

import nbformat
import pytest
from conftest import PATIENCE, SHOTS
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

TOKEN = "glassnet-test"
CELLS = (
    """
import glassnet as gn, keras, numpy as np
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]); y = np.array([0, 1, 1, 0])
keras.utils.set_random_seed(0)
layers = keras.layers.Dense(3, "tanh"), keras.layers.Dense(1, "sigmoid")
model = keras.Sequential([keras.Input((2,)), *layers])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
w = gn.studio(model, x, y)
w
""",
    """
trace = gn.trace(w.model, x, y)
name, index = w.selected
print(w.step, name, index, f"{trace.gradients[name][index]:.6f}", f"{w.loss:.4f}")
""",
    "history = gn.fit(model, x, y, epochs=10_000_000, live=True)",
    "print(len(history.epoch) < 10_000_000, history.interrupted)",
)


class Lab:
    """A notebook in a running JupyterLab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def cell(self, number: int) -> Locator:
        """A cell with its outputs."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(number)

    def run(self, number: int) -> None:
        """Run a cell, without waiting for its end."""
        wait_until(lambda: self._enter(number))
        self.page.keyboard.press("Control+Enter")

    def _enter(self, number: int) -> bool:
        """Put the cursor into a cell; False if the notebook moved meanwhile."""
        self.cell(number).locator(".cm-content").click()
        self.page.wait_for_timeout(100)
        return "jp-mod-active" in (self.cell(number).get_attribute("class") or "")

    def printed(self, number: int) -> str:
        """What a cell printed, once it has ended."""
        text = self.cell(number).locator("[data-mime-type*=stdout]")
        text.wait_for()
        return text.inner_text()

    def frame(self, number: int) -> FrameLocator:
        """The page in a cell's output."""
        return self.cell(number).frame_locator("iframe.glassnet-studio")

    def save(self, path: Path) -> nbformat.NotebookNode:
        """Save the notebook; what is in the file."""
        before = path.stat().st_mtime_ns
        self.page.keyboard.press("Control+s")
        wait_until(lambda: path.stat().st_mtime_ns != before and _is_whole(path))
        return nbformat.read(path, as_version=4)


def _is_whole(path: Path) -> bool:
    """Whether a file is JSON: Jupyter empties it before it writes it."""
    with suppress(json.JSONDecodeError):
        json.loads(path.read_text("utf-8"))
        return True
    return False


def wait_until(is_so: object) -> None:
    assert callable(is_so)
    deadline = monotonic() + PATIENCE / 1000
    while not is_so():
        assert monotonic() < deadline
        sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the notebook `a.ipynb`, and settings that ask for no news."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(code.strip()) for code in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (tmp_path / "notebooks").mkdir()
    told = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    told.mkdir(parents=True)
    (told / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    nbformat.write(notebook, tmp_path / "notebooks" / "a.ipynb")
    return tmp_path


@pytest.fixture
def lab(browser: Browser, folder: Path) -> Iterator[Lab]:
    """JupyterLab with settings of its own, and the notebook open in it."""
    own = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    environment = {**os.environ, **own, "IPYTHONDIR": str(folder / "ipython")}
    environment |= {"JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "GLASSNET_LANG": "en"}
    environment["JUPYTERLAB_SETTINGS_DIR"] = str(folder / "settings")
    options = ["--no-browser", "--allow-root", "--port=0"]
    options += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}/notebooks"]
    command = [sys.executable, "-m", "jupyterlab", *options]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_until(lambda: list((folder / "runtime").glob("jpserver-*.json")))
        [told] = (folder / "runtime").glob("jpserver-*.json")
        address = json.loads(told.read_text())["url"]
        wait_until(lambda: answers(f"{address}api"))
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}lab/tree/a.ipynb?token={TOKEN}")
        page.get_by_text(re.compile(r"\| Idle")).wait_for()  # the kernel has begun
        yield Lab(page)
        context.close()
    finally:
        process.terminate()
        process.wait()


def answers(address: str) -> bool:
    with suppress(URLError):
        return urllib.request.urlopen(address).status == 200
    return False


@pytest.mark.long
def test_a_notebook_shows_trains_and_reads_the_page(lab: Lab, folder: Path) -> None:
    lab.run(0)
    page = lab.frame(0)
    play = page.get_by_role("button", name="Play", exact=True)
    play.wait_for()
    picture = lab.cell(0).locator(".jp-RenderedImage")
    expect(picture).to_have_count(1)
    expect(picture).to_be_hidden()  # where the page is, nobody needs it

    play.click()
    time = page.get_by_role("slider", name="Time line")
    expect(time).not_to_have_attribute("aria-valuenow", "0", timeout=PATIENCE)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Unit h 2").click()
    page.get_by_role("button", name="Why is this weight").first.click()
    page.get_by_text("all agree").wait_for()
    SHOTS.mkdir(parents=True, exist_ok=True)
    lab.page.screenshot(path=SHOTS / "notebook.png")

    lab.run(1)  # the session does not keep the kernel: this cell runs beside it
    step, name, row, column, gradient, loss = lab.printed(1).split()
    assert time.get_attribute("aria-valuenow") == step
    assert (name, row, column) == ("hidden1/kernel", "(0,", "1)")
    shown = page.get_by_role("region", name="Gradient").inner_text().replace("−", "-")
    assert re.search(rf"backpropagation\s+{re.escape(gradient)}", shown)
    expect(page.get_by_text(loss, exact=True)).to_be_visible()

    lab.run(2)
    watched = lab.frame(2)
    line = watched.get_by_role("slider", name="Time line", include_hidden=True)
    line.wait_for(state="attached")
    seen = int(line.get_attribute("aria-valuenow") or 0)
    expect(line).not_to_have_attribute("aria-valuenow", str(seen), timeout=PATIENCE)
    expect(lab.cell(2).locator(".jp-InputPrompt")).to_have_text("[*]:")  # it still runs
    lab.page.screenshot(path=SHOTS / "notebook-live.png")
    lab.page.get_by_role("button", name=re.compile("Interrupt the kernel")).click()
    lab.run(3)
    assert lab.printed(3).split() == ["True", "True"]

    saved = lab.save(folder / "notebooks" / "a.ipynb")
    text = json.dumps(saved)
    assert text.count("<!doctype html>") <= 1
    for number, steps in ((0, step), (2, r"[\d,]{3,}")):
        kept = saved.cells[number].outputs[1].data
        assert re.search(rf"step {steps}\b", kept["text/plain"])
        assert len(kept["image/png"]) > 10_000
