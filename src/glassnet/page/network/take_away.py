"""What a page can take along: the program, the weights, the model."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from glassnet.diagnosis.written_model import compile_call, written_object
from glassnet.page.network.session import Session
from glassnet.page.sessions import AnySession
from glassnet.page.state import Drawn, PageState
from glassnet.text import message


class File(NamedTuple):
    """A file to save: its name, its kind, and what is in it."""

    name: str
    media_type: str
    body: bytes


def program(session: Session) -> File:
    """A Python program that builds, trains and prints the network."""
    layers = ",\n        ".join(
        written_object(each).replace("\n", "\n        ") for each in session.model.layers
    )
    state, rows = session.state, len(session.dataset.x)
    size = state.batch_size or rows
    lines = [
        "import glassnet as gn  # before Keras: it chooses JAX as Keras' backend",
        "import keras",
        "",
        f"keras.utils.set_random_seed({state.seed})",
        *_data(session),
        "model = keras.Sequential(",
        "    [",
        f"        keras.Input(({session.dataset.x.shape[1]},)),",
        f"        {layers},",
        "    ]",
        ")",
        compile_call(session.model),
        *_start(state),
        *([f"# {message('studio-program-edits', count=len(state.edits))}"] if state.edits else []),
        f"gn.fit(model, x, y, batch_size={size}, epochs={max(1, session.playback.epoch)}, "
        f"shuffle={size < rows})",
        "print(model.get_weights())",
    ]
    return File("network.py", "text/x-python", "\n".join([*lines, ""]).encode())


def _data(session: Session) -> list[str]:
    data = session.state.data
    if isinstance(data, Drawn):
        x, y = session.dataset.x.tolist(), session.dataset.y.tolist()
        return ["import numpy as np", f"x = np.array({x})", f"y = np.array({y})"]
    names = ("target", "ignore", "rows", "noise", "seed")
    given = {name: getattr(data, name, None) for name in names}
    options = "".join(f", {name}={value!r}" for name, value in given.items() if value)
    return [f"data = gn.load({data.name!r}{options})", "x, y = data.x, data.y"]


def _start(state: PageState) -> list[str]:
    """Lines that set the weights to begin with, where they are not the initializer's."""
    if state.start is None:
        return []
    return [
        "import base64",
        "import numpy as np",
        f'start = np.frombuffer(base64.b64decode({state.start.weights!r}), "float32")',
        "weights = model.get_weights()",
        "parts = np.split(start, np.cumsum([each.size for each in weights])[:-1])",
        "model.set_weights([p.reshape(w.shape) for p, w in zip(parts, weights)])",
    ]


def weights(session: AnySession) -> File:
    """All weights and biases by name, as JSON."""
    found = {
        name: np.asarray(each.value).tolist() for name, each in session.playback.variables.items()
    }
    return File("weights.json", "application/json", json.dumps(found, indent=1).encode())


def keras_file(session: AnySession) -> File:
    """The compiled model with its optimizer, as Keras saves it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        session.model.save(path)
        return File(path.name, "application/octet-stream", path.read_bytes())


FILES: Mapping[str, Callable[[Any], File]] = {
    "program": program,
    "weights": weights,
    "keras": keras_file,
}


def file_of(session: AnySession, kind: str) -> Callable[[], File] | None:
    """What makes a file of a session; None if it has none of this kind. No program is known of a
    model that was given."""
    make = FILES.get(kind)
    if make is None or (make is program and not isinstance(session, Session)):
        return None
    return partial(make, session)
