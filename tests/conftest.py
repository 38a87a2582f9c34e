"""Settings for all tests: JAX as Keras' backend, chosen by glassnet before Keras loads."""

import glassnet  # noqa: F401
