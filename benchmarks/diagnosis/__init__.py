"""Broken programs of public collections, and what `gn.diagnose` says of them."""

import glassnet  # noqa: F401  it chooses JAX before Keras loads
