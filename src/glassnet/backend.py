"""Settings made before Keras and JAX start: the backend, XLA's options, the compile cache.

Runs once, at `import glassnet`, and imports neither Keras nor JAX: it only sets what they read when
they start. Whatever the user has chosen already stays as it is.
"""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

from glassnet.cache_folders import bound_cache, cache_folder
from glassnet.errors import BackendError

SMALL_LOOP_OPTION = "xla_cpu_small_while_loop_byte_threshold"
# XLA compiles a `while` into one native function, instead of a list of kernel calls, only where its
# body touches fewer bytes than this (1,024 by default). For the small networks glassnet is made
# for, that is a factor of 3 to 7 (benchmarks/).
SMALL_LOOP_BYTES = 10_000_000


def prepare() -> None:
    """Choose JAX as Keras' backend and set XLA's options, unless the user has chosen otherwise.

    Raises:
        BackendError: Keras is already loaded with another backend.
    """
    _choose_backend()
    _set_xla_options()
    _set_compile_cache()


def check_chosen() -> None:
    """Raise BackendError if the environment names another backend than JAX.

    Not at import: the shell's process is glassnet's own and uses JAX whatever is set there.
    """
    chosen = os.environ.get("KERAS_BACKEND", "jax")
    if chosen != "jax":
        raise BackendError(_message("backend-environment", backend=chosen))


def check_started() -> None:
    """Start JAX; BackendError if it cannot start, or is set not to compile."""
    import jax

    if getattr(jax.config, "jax_disable_jit", False):
        raise BackendError(_message("backend-no-jit"))
    try:
        jax.devices()
    except (RuntimeError, AssertionError) as error:  # the latter for cuda without its plugin
        reason, *_ = [*str(error).splitlines(), "none"]
        platforms = repr(os.environ.get("JAX_PLATFORMS"))
        raise BackendError(
            _message("backend-not-started", platforms=platforms, reason=reason)
        ) from error


def versions() -> dict[str, str]:
    """The versions of the packages that decide the numbers."""
    import importlib.metadata  # slow to load, and not needed to start

    packages = ("glassnet", "keras", "jax", "jaxlib", "numpy")
    return {name: importlib.metadata.version(name) for name in packages}


def _message(key: str, **values: Any) -> str:
    from glassnet.text import message  # 10 ms that an import without trouble does not need

    return message(key, **values)


def _choose_backend() -> None:
    loaded = sys.modules.get("keras")
    if loaded is not None:
        backend = str(loaded.config.backend())
        if backend != "jax":
            raise BackendError(_message("backend-loaded", backend=backend))
        return
    os.environ.setdefault("KERAS_BACKEND", "jax")


def _set_xla_options() -> None:
    flags = os.environ.get("XLA_FLAGS", "")
    if "xla_backend_extra_options" in flags:
        return  # the user's own choice
    option = f"--xla_backend_extra_options={SMALL_LOOP_OPTION}={SMALL_LOOP_BYTES}"
    os.environ["XLA_FLAGS"] = f"{flags} {option}".strip()
    if "jax" in sys.modules and not _small_loops_are_native():
        warnings.warn(_message("backend-too-late"), RuntimeWarning, stacklevel=4)


def _small_loops_are_native() -> bool:
    """Whether XLA's option took effect: compile a loop of 16 KiB and see what became of it."""
    import jax

    def probe(values: jax.Array) -> jax.Array:
        return jax.lax.fori_loop(0, 8, lambda _, v: v * 0.5 + 1.0, values)

    if jax.default_backend() != "cpu":
        return True
    compiled = jax.jit(probe).lower(jax.ShapeDtypeStruct((4096,), "float32")).compile()
    return 'xla_cpu_small_call="true"' in (compiled.as_text() or "")


def _set_compile_cache() -> None:
    if "JAX_COMPILATION_CACHE_DIR" in os.environ:
        return  # the user's own choice
    folder = cache_folder("xla")
    if folder is None:
        return  # JAX would warn at every program that it cannot keep
    bound_cache(folder)
    settings: dict[str, str | float] = {
        "jax_compilation_cache_dir": str(folder),
        # By default JAX keeps only what took over a second to compile.
        "jax_persistent_cache_min_compile_time_secs": 0.0,
        "jax_persistent_cache_min_entry_size_bytes": -1,
    }
    jax = sys.modules.get("jax")
    if jax is None:
        for name, value in settings.items():
            os.environ.setdefault(name.upper(), str(value))
    elif jax.config.jax_compilation_cache_dir is None:
        for name, value in settings.items():
            jax.config.update(name, value)
