"""Training as one compiled program: `fit`, and the `Trainer` it drives.

`fit` calls Keras' callbacks and shows a bar; `Trainer` holds a model, its data and a position, and
runs chunks; `Program` is what XLA compiles: loops over Keras' own `train_step`. `keras_model` and
`source` are the files that touch what Keras keeps private (`callbacks` asks it one thing more). May
import: graph.
"""

from glassnet.training.checkpoints import Checkpoints
from glassnet.training.fit import fit
from glassnet.training.observation import Every
from glassnet.training.state import TrainingState
from glassnet.training.trainer import Trainer

__all__ = ["Checkpoints", "Every", "Trainer", "TrainingState", "fit"]
