"""`fit`: keras.Model.fit's signature, callbacks and History, on a `training.Trainer`.

`dispatch` drives a trainer chunk by chunk and calls Keras' callbacks as Keras would; `callbacks`
says which of them see what; `progress` is the bar, `interrupt` Ctrl-C. Kept on disk:
`checkpoints`, `checkpoint`, `packing`, `fingerprint`. Watching: `last_finite`, `finite`,
`diagnosing`, `looks`. May import: text, training, diagnosis.
"""

from glassnet.fitting.checkpointing import Checkpoints
from glassnet.fitting.fit import fit

__all__ = ["Checkpoints", "fit"]
