"""`fit`: keras.Model.fit's signature, callbacks and History, on a `training.Trainer`.

`training_loop` runs a trainer chunk by chunk, calls Keras' callbacks as Keras would, moves the bar
(`progress_bar`) and answers Ctrl-C; `callbacks` says which of them see what, and what they may have
beyond Keras' methods.
Kept on disk: `checkpointing`, when and what; `checkpoint_files`, how; `fingerprint`, of which
training.
Watching: `stop_before_nonfinite`, `diagnosis_callback`.
May import: text, training, diagnosis.
"""

from glassnet.fitting.checkpointing import Checkpoints
from glassnet.fitting.fit import fit

__all__ = ["Checkpoints", "fit"]
