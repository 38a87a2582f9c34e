"""Settings for all tests: JAX as Keras' backend, chosen by glassnet before Keras loads."""

import gc
import os

from hypothesis import settings

import glassnet  # noqa: F401

# Texts are compared in English, whatever the machine speaks.
os.environ["GLASSNET_LANG"] = "en"

# How long an example takes is the machine's: the first one compiles, and others share the machine.
# The examples are the same each time, so that what passes once passes. `make test-long` takes the
# profile `long`; ARGS="--hypothesis-profile explore" looks at other examples.
settings.register_profile("short", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("long", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("short")

# Tracing makes objects by the million, of which few are garbage: looking for it as often as Python
# does by itself is a fifteenth of all that the tests take.
gc.set_threshold(200_000, 20, 50)
