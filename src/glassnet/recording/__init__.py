"""What happens inside training, kept for TensorBoard, or in memory, while training runs on.

`tensorboard` and `in_memory`: the callbacks; `model_fit`: what the first shows in Keras' own `fit`.
What is recorded: `quantities` is the table of what there is, `wanted` reads a callback's arguments,
`recorder` makes an observer of training from them, `probe` finds the data it looks at, `histogram`
and `layer_outputs` are traced into its program. How it is written: `log` a run's folder,
`background` the one thread that writes, `event_file` TensorBoard's files and how a log is cut back
to a checkpoint, `summaries` arrays over steps as TensorBoard's events, `epoch_numbers` what an
epoch's end says. Beside them: `shown`, `keras_graph`, `step_graph`, `hyperparameters`, `pr_curves`,
`projector`, `pixels`. The room writes to disk and prints nothing. May import: training, graph.
"""

from __future__ import annotations

from glassnet.recording.recorder import Record
from glassnet.recording.recording import Recording, Series
from glassnet.recording.tensorboard import TensorBoard

__all__ = ["Record", "Recording", "Series", "TensorBoard"]
