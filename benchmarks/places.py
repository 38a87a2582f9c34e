"""Where contenders run: an environment's Python and the settings of its process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from glassnet.backend import SMALL_LOOP_BYTES, SMALL_LOOP_OPTION

ROOT = Path(__file__).resolve().parent.parent
# Settings that would turn one peer into another: each place gets its own, or none.
SCRUBBED = (
    *("XLA_FLAGS", "KERAS_BACKEND", "JAX_", "TF_", "OMP_NUM_THREADS"),
    # With it each start of a checkout compiles its modules anew; an installed peer's are compiled.
    "PYTHONDONTWRITEBYTECODE",
)


@dataclass(frozen=True)
class Place:
    """One kind of process. environment: the folder of a virtual environment."""

    environment: str
    settings: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def python(self) -> Path:
        return ROOT / self.environment / "bin" / "python"

    def variables(self) -> dict[str, str]:
        """The process' environment: ours, scrubbed, with this place's settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(SCRUBBED)}
        return {**kept, **self.settings}


PLACES = {
    "glassnet": Place(".venv"),
    "keras": Place(".venv", {"KERAS_BACKEND": "jax"}),
    # As above, with the one XLA option that `import glassnet` sets.
    "keras+option": Place(
        ".venv",
        {
            "KERAS_BACKEND": "jax",
            "XLA_FLAGS": f"--xla_backend_extra_options={SMALL_LOOP_OPTION}={SMALL_LOOP_BYTES}",
        },
    ),
    "c": Place(".venv"),
    "tensorflow": Place(
        ".venv-bench", {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    ),
    "pytorch": Place(".venv-bench"),
}
