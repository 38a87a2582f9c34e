"""Training as one compiled program, and the `Trainer` that runs it.

Driving: `trainer` is what callers hold: a training to run, look at, go back in. `chunks` runs
program and data from one `position` to the next, `whole_epochs` many epochs at once; `state`,
`epochs`, `pace`, `validation`.
Data: `source` reads it as Keras does, `feeds` is where batches come from, `stream` and `stacks`
bring them to the device, `layout` and `shuffle` say which rows a batch has.
The program: `program` is what XLA compiles, loops over Keras' own `train_step`; `epoch_loop`,
`compiled`, `programs`, `isolation`. `rewriting` gives the step its fastest form: `products`,
`convolutions`, `pooling`, `loops`.
Looking inside: `observation`; `outputs`, what is compared with what. `checks` and `untraceable`
say why a model cannot become one program.
`keras_model`, `source` and `outputs` are the files that touch what Keras keeps private.
May import: graph.
"""

from glassnet.training.observation import Every
from glassnet.training.state import TrainingState
from glassnet.training.trainer import Trainer

__all__ = ["Every", "Trainer", "TrainingState"]
