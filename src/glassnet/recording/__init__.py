"""Recordings of what happens inside training, for TensorBoard or in memory.

`TensorBoard` (in `tensorboard`) and `Recording` (in `recording`) are the callbacks.
What is recorded: `quantities` is the table of what there is; `recorder` makes observers of training
from what a callback is asked for, `tensorboard_recorders` those that only TensorBoard's arguments
ask for, and lets them see Keras' own `fit`.
How it is written: `log` a run's folder, in a thread, `event_file` TensorBoard's files,
`tensorboard_columns` and `summaries` arrays over steps as TensorBoard's events; `keras_graph`,
`step_graph`, `hyperparameters`, `embeddings` a page each.
Prints nothing. May import `text`, `graph`, `training`, `fitting`.
"""

from __future__ import annotations

from glassnet.recording.recorder import Record, Series
from glassnet.recording.recording import Recording
from glassnet.recording.tensorboard import TensorBoard

__all__ = ["Record", "Recording", "Series", "TensorBoard"]
