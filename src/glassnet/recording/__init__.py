"""What happens inside training, kept for TensorBoard or in memory while training runs on.

`TensorBoard` (in `tensorboard`) and `Recording` (in `recording`) are the callbacks.
What is recorded: `quantities` is the table of what there is, `record_options` checks a callback's
arguments, `recorder` makes an observer of training from them; `model_fit` observes Keras' own
`fit`.
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
