"""The study note's programs, reproducible to the printed digit.

Each is a module of plain Keras, short enough to read in one go (`xor_units`, `xor_hidden`,
`xor_deep`, `xor_keras`), trained by `glassnet.fit`. The first three start from the very numbers
that TensorFlow draws, made without it (`tensorflow_random`).

May import every room above it. Importing this package loads neither Keras nor JAX.
"""

from glassnet.lessons.catalogue import LESSONS, Lesson, LessonResult, find, run
from glassnet.lessons.tensorflow_random import TensorFlowRandom

__all__ = ["LESSONS", "Lesson", "LessonResult", "TensorFlowRandom", "find", "run"]
