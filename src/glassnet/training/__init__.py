"""Training as one compiled program: `fit`, and the `Trainer` it drives.

Driving: `fit` calls Keras' callbacks and shows a bar; `trainer` holds a model, its data and a
position, and runs chunks, `whole_epochs` many epochs at once; `state`, `callbacks`, `epochs`,
`pace`, `interrupt`, `progress`, `validation`.
Data: `source` reads it as Keras does, `feeds` is where batches come from, `stream` and `stacks`
bring them to the device, `layout` and `shuffle` say which rows a batch has.
The program: `program` is what XLA compiles, loops over Keras' own `train_step`; `epoch_loop`,
`compiled`, `programs`, `isolation`. `rewriting` gives the step its fastest form: `products`,
`convolutions`, `pooling`, `loops`.
Looking inside: `observation`. Kept on disk: `checkpoints`, `checkpoint`, `packing`, `fingerprint`.
`keras_model` and `source` are the files that touch what Keras keeps private (`callbacks` asks it
one thing more). May import: graph.
"""

from glassnet.training.checkpoints import Checkpoints
from glassnet.training.fit import fit
from glassnet.training.observation import Every
from glassnet.training.state import TrainingState
from glassnet.training.trainer import Trainer

__all__ = ["Checkpoints", "Every", "Trainer", "TrainingState", "fit"]
