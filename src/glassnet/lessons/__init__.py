"""The road's programs: the study note's four, reproducible to the printed digit, and those beyond.

Each is a module of plain Keras, short enough to read in one go, trained by `glassnet.fit`:
`xor_units`, `xor_hidden`, `xor_deep` and `xor_keras` are the note's (`note` has what they print;
the first three start from the very numbers that TensorFlow draws, made without it by
`tensorflow_random`); `rnn` and `lstm` show what `demonstrations` sees in their trained networks.
A `lesson` is found in the `catalogue`.

May import every room above it. Importing this package loads neither Keras nor JAX.
"""

from glassnet.lessons.catalogue import LESSONS, find, run
from glassnet.lessons.lesson import Lesson, LessonResult
from glassnet.lessons.note import NoteResult
from glassnet.lessons.tensorflow_random import TensorFlowRandom

__all__ = ["LESSONS", "Lesson", "LessonResult", "NoteResult", "TensorFlowRandom", "find", "run"]
