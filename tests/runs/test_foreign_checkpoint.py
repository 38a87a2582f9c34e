"""A checkpoint of somebody else's: what is read of it is numbers, and no code that it brings."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import glassnet as gn


def network(*more: Any) -> Any:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="out"), *more])
    model.compile("sgd", "mse")
    return model


def go_on(folder: Path, epochs: int) -> Any:
    model, x = network(), np.ones((4, 2), np.float32)
    kept = gn.Checkpoints(folder)
    gn.fit(
        model, x, x[:, :1], epochs=epochs, shuffle=False, verbose=0, callbacks=[kept], resume=folder
    )
    return model.get_weights()


@pytest.mark.filterwarnings("ignore:.*unsafe.*:UserWarning")
def test_code_in_a_checkpoint_is_not_run(tmp_path: Path) -> None:
    ran, kept = tmp_path / "ran", tmp_path / "kept"
    kept.mkdir()
    go_on(kept, 1)
    file = kept / "00000001-00000000" / "model.keras"
    touch = eval(f"lambda x: (open({str(ran)!r}, 'w').close(), x)[1]")
    network(keras.layers.Lambda(touch)).save(tmp_path / "bad.keras")
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(tmp_path / "bad.keras") as bad:
        parts = {name: whole.read(name) for name in whole.namelist()}
        parts["config.json"] = bad.read("config.json")
    with zipfile.ZipFile(file, "w") as changed:
        for name, content in parts.items():
            changed.writestr(name, content)
    sums = file.with_name("SHA256SUMS")
    lines = [line for line in sums.read_text().splitlines() if file.name not in line]
    lines.append(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}")
    sums.write_text("\n".join(lines) + "\n")
    ran.unlink()  # by building it here
    found = go_on(kept, 2)
    assert not ran.exists()
    (tmp_path / "alone").mkdir()
    for ours, expected in zip(found, go_on(tmp_path / "alone", 2), strict=True):
        np.testing.assert_array_equal(ours, expected)
    # Keras itself refuses it too, unless told otherwise: then the code does run.
    with pytest.raises(ValueError, match="unsafe"):
        keras.saving.load_model(file)
    assert not ran.exists()
    keras.saving.load_model(file, safe_mode=False)
    assert ran.exists()
