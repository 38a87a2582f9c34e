"""How what runs a few times is compiled, where the user has switched passes of XLA off."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import glassnet, jax, numpy as np
from glassnet.graph.run_once import SMALL

rows, stacked = np.ones((9, 6), np.float32), np.arange(480, dtype=np.float32).reshape(20, 6, 4)
products = jax.jit(jax.vmap(lambda weights: rows @ weights), compiler_options=dict(SMALL))(stacked)
np.testing.assert_array_equal(products, rows @ stacked)
"""


def test_without_the_fusion_pass_products_are_right() -> None:
    environment = {**os.environ, "XLA_FLAGS": "--xla_disable_hlo_passes=fusion"}
    subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True)
