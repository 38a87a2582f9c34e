"""What `import glassnet` settles before Keras and JAX start, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from glassnet.backend import SMALL_LOOP_OPTION
from glassnet.cache_folders import SWEPT

OURS = ("KERAS_BACKEND", "XLA_FLAGS", "JAX_", "XDG_CACHE_HOME")


def run(program: str, cache: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python that runs `program`; what this process has settled is not passed on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "-W", "always", "-c", program],
        env={**kept, "XDG_CACHE_HOME": str(cache), **environment},
        capture_output=True,
        text=True,
    )


def output(program: str, cache: Path, **environment: str) -> str:
    done = run(program, cache, **environment)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    return done.stdout.strip()


def last_line(program: str, cache: Path, **environment: str) -> str:
    done = run(program, cache, **environment)
    assert done.returncode == 1
    return done.stderr.strip().splitlines()[-1]


# For Keras' features that are not looked at here: it loads in 1.1 s of the processor without them,
# in 2.6 with them.
ALONE = "import sys; sys.modules.update(matplotlib=None, pandas=None, sklearn=None); "


def test_jax_is_chosen(tmp_path: Path) -> None:
    program = ALONE + "import glassnet, keras; print(keras.config.backend())"
    assert output(program, tmp_path) == "jax"


def test_importing_loads_nothing_heavy(tmp_path: Path) -> None:
    program = "import sys, glassnet; print(*sys.modules)"
    loaded = set(output(program, tmp_path).split())
    heavy = {"jax", "keras", "numpy", "scipy", "sympy", "matplotlib", "pyarrow", "rich", "pandas"}
    assert not heavy & loaded


def test_another_backend_already_loaded(tmp_path: Path) -> None:
    message = last_line(ALONE + "import keras, glassnet", tmp_path, KERAS_BACKEND="numpy")
    assert message.startswith("glassnet.errors.BackendError: Keras is already loaded")
    assert "'numpy'" in message
    assert "import glassnet before keras, or set KERAS_BACKEND=jax" in message


def test_another_backend_in_the_environment(tmp_path: Path) -> None:
    message = last_line("import glassnet; glassnet.fit", tmp_path, KERAS_BACKEND="tensorflow")
    assert message.startswith("glassnet.errors.BackendError: KERAS_BACKEND is 'tensorflow'")
    assert "set KERAS_BACKEND=jax or unset it" in message


SHELL = "from glassnet.cli import main; main({})"


def test_the_shell_chooses_jax_whatever_the_environment_says(tmp_path: Path) -> None:
    command = ["train", "xor", "--epochs", "1", "--quiet", "--out", str(tmp_path / "runs")]
    output(SHELL.format(command), tmp_path, KERAS_BACKEND="tensorflow")
    assert (tmp_path / "runs" / "xor" / "model.keras").exists()


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"JAX_PLATFORMS": "nowhere"}, "JAX cannot start on JAX_PLATFORMS='nowhere' ("),
        ({"JAX_DISABLE_JIT": "1"}, "JAX_DISABLE_JIT is set, but glassnet needs JIT compilation"),
    ],
)
def test_jax_that_cannot_compile(environment: dict[str, str], line: str, tmp_path: Path) -> None:
    command = ["train", "xor", "--out", str(tmp_path / "runs")]
    done = run(SHELL.format(command), tmp_path, **environment)
    assert done.returncode == 2
    assert done.stderr.startswith(f"glassnet: {line}")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "runs").exists()


def test_keras_already_loaded_with_jax(tmp_path: Path) -> None:
    program = ALONE + "import keras, glassnet; print(keras.config.backend())"
    assert output(program, tmp_path, KERAS_BACKEND="jax") == "jax"


FLAGS = "import os, glassnet; print(os.environ['XLA_FLAGS'])"


def test_the_users_xla_flags_stay(tmp_path: Path) -> None:
    flags = output(FLAGS, tmp_path, XLA_FLAGS="--xla_cpu_enable_fast_math=false")
    assert flags.startswith("--xla_cpu_enable_fast_math=false ")
    assert SMALL_LOOP_OPTION in flags


def test_the_users_extra_options_stay(tmp_path: Path) -> None:
    chosen = f"--xla_backend_extra_options={SMALL_LOOP_OPTION}=1"
    assert output(FLAGS, tmp_path, XLA_FLAGS=chosen) == chosen


def test_jax_started_before_is_said_once(tmp_path: Path) -> None:
    program = """
import warnings, jax.numpy as jnp
jnp.zeros(1)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import glassnet
    glassnet.fit
    import glassnet
print(*[f"{warning.category.__name__}: {warning.message}" for warning in caught], sep="|")
print(caught[0].filename)
"""
    said, filename = run(ALONE + program, tmp_path).stdout.strip().splitlines()
    assert said.startswith("RuntimeWarning: JAX had already started when glassnet was imported")
    assert "import glassnet before the first JAX computation" in said
    assert "|" not in said
    assert filename == "<string>"  # the line that imports glassnet


def test_jax_imported_but_not_started_is_in_time(tmp_path: Path) -> None:
    assert output("import jax, glassnet; print('in time')", tmp_path) == "in time"


COMPILE = """
import glassnet, jax
hits = []
jax.monitoring.register_event_listener(lambda event, **_: hits.append(event))
jax.jit(lambda x: x * 3 + 1)(1.0)
print(hits.count("/jax/compilation_cache/cache_hits"))
"""


@pytest.mark.parametrize("first", ["", "import jax\n"], ids=["", "jax imported first"])
def test_what_was_compiled_is_kept_for_the_next_process(first: str, tmp_path: Path) -> None:
    assert output(first + COMPILE, tmp_path) == "0"
    assert any((tmp_path / "glassnet" / "xla").iterdir())
    assert int(output(first + COMPILE, tmp_path)) > 0


def test_importing_bounds_the_cache(tmp_path: Path) -> None:
    assert output("import glassnet; print(0)", tmp_path) == "0"
    assert (tmp_path / "glassnet" / "xla" / SWEPT).exists()


def test_a_cache_of_ones_own_stays(tmp_path: Path) -> None:
    own = tmp_path / "own"
    program = "import glassnet, jax; print(jax.config.jax_compilation_cache_dir)"
    assert output(program, tmp_path, JAX_COMPILATION_CACHE_DIR=str(own)) == str(own)
    assert not (tmp_path / "glassnet").exists()


def test_without_a_place_for_the_cache_nothing_is_kept_or_said(tmp_path: Path) -> None:
    occupied = tmp_path / "a file"
    occupied.touch()
    assert output(COMPILE, occupied) == "0"
    assert output(COMPILE, occupied) == "0"
