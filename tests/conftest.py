"""Settings for all tests: JAX as Keras' backend, chosen by glassnet before Keras loads."""

import gc
import os

import glassnet  # noqa: F401

# Texts are compared in English, whatever the machine speaks.
os.environ["LANGUAGE"] = "en"

# Tracing makes objects by the million, of which few are garbage: looking for it as often as Python
# does by itself is a fifteenth of all that the tests take.
gc.set_threshold(200_000, 20, 50)
