"""Training as one compiled program, and the `Trainer` that runs it.

- Driving: `trainer` is what callers hold; `chunked_training` runs the program chunk by chunk, and
  `training_state` is where it stands.
- Data: `keras_data` reads them as Keras does, `loaders` bring their batches to the device:
  `whole_arrays`, or by `streaming` what is read meanwhile; `batching`: which rows make which batch.
- The program: `training_program` loops over Keras' own `train_step`, `epochs` over whole epochs and
  says what logs come out; `compilation` compiles; `step_forms` has the steps, to which `fusion`
  gives their fastest form; `programs`: which program a training gets.
- Several devices: `sharding`; several processes: `processes`, and `joined_rows` of their data.
- Looking inside: `observation`. Models and data that cannot be trained: `refusals`; what tracing
  them raises: `explained`.

Keras' private parts are touched in `keras_model`, `keras_metrics`, `keras_data` and `keras_outputs`
alone.
May import: text, graph.
"""

from glassnet.training.observation import Every
from glassnet.training.trainer import Trainer
from glassnet.training.training_state import TrainingState

__all__ = ["Every", "Trainer", "TrainingState"]
