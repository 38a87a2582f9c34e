# Recording: gn.Record, gn.Recording, gn.TensorBoard, and what is written for TensorBoard.

record-unknown = record '{ $what }': not a quantity that can be recorded.{ $hint }
record-argument = record '{ $what }': { $argument } { $found }: expected { $argument ->
    [names] a pattern such as '*/kernel', or several
    [every] gn.Every, such as gn.Every(10) for every tenth step
   *[tags] a pattern such as 'mine/{"{"}name{"}"}', or name → tag
  }.
record-no-name = record '{ $what }': no name matches '{ $names }'. There are: { $known }.
record-same-tag = record: { $count } values have the tag '{ $tag }'; record one of them, or give gn.Record different tags=, such as 'mine/{"{"}name{"}"}'.
record-none = none
record-no-probe = layers' outputs are recorded on a probe batch, which a stream does not have: give probe=x.
record-probe = probe: the model does not take an input of shape { $found }; expected x as it is trained on{ $expected ->
    [None] {""}
   *[other] , of shape { $expected }
  }.
record-boundary = record 'boundary': expected arrays x with two features, [rows, 2].
recording-no-tag = Recording: nothing was recorded under the tag { $tag }.
recording-model-fit = Recording: it records inside gn.fit only: use gn.fit instead of model.fit.
recording-page-empty = Recording: nothing to show yet; train with gn.fit(..., callbacks=[recording]) first.
recording-page-weights = Recording: a page needs the weights themselves: gn.Recording(["images", ...]).
recording-page-untrained = Recording: a page needs all weights, and { $names } has some that are not trained and so not recorded.

# gn.TensorBoard.

tensorboard-profile = TensorBoard: profile_batch { $found }: expected 0; epochs run as one program: use jax.profiler.
tensorboard-frequency = TensorBoard: { $name } { $found }: expected a whole number of epochs, 0 for none.
tensorboard-update-freq = TensorBoard: update_freq { $found }: expected "epoch", "batch" or a number of steps.
tensorboard-probe-targets = TensorBoard: pr_curves: give probe and probe_targets.
tensorboard-model-fit = TensorBoard: { $quantities }: recorded by gn.fit only, from inside its program; use it instead of model.fit, or do not record them.
log-unwritable = TensorBoard: { $path }: { $reason }: choose a log_dir that can be written to.
log-moved = { $folder }: the event files of this training's first { $steps ->
    [one] step
   *[other] { $steps } steps
  } are gone; the log continues without them.
log-shorter = { $file }: { $found ->
    [-1] the file is missing
   *[other] { $found } bytes
  }; { $expected } bytes when the checkpoint was written. Restore it, or move all event files of this training away to continue without them.

# Single pages of TensorBoard.

embeddings-layer = TensorBoard: embeddings_metadata: no Embedding layer '{ $name }' in the model.{ $hint }
embeddings-metadata = TensorBoard: embeddings_metadata: expected labels, a file's name or layers' files, found { $found }.
embeddings-labels = TensorBoard: embeddings_metadata: { $found } labels for the { $expected } rows of { $layer ->
    [none] the probe
   *[other] layer { $layer }
  }.
embeddings-rows = write_embeddings: { $found } labels for { $expected } rows of vectors.
embeddings-not-array = write_embeddings: vectors are not an array: { $reason }.
embeddings-shape = write_embeddings: vectors of shape { $found }: expected [rows, …], with at least one row and one number per row.
embeddings-config = write_embeddings: { $path } is not a projector configuration ({ $reason }): move it away.
hparams-form = hparams { $found }: expected name → value, such as {"{"}'units': 10{"}"}.
hparams-type = hyperparameter { $name }: a { $type }; expected a boolean, a number or text.
hparams-not-finite = hyperparameter { $name }: { $found }; expected a finite number.
curves-probabilities-shape = pr_curves: probabilities of shape { $found }; expected [rows] or [rows, classes].
curves-probabilities = pr_curves: probabilities from { $least } to { $most }; expected 0 to 1: apply the sigmoid or softmax to logits.
curves-labels-shape = pr_curves: labels of shape { $found }; expected one for each of { $rows } rows, or [{ $rows }, { $classes }].
curves-label = pr_curves: label { $found }; expected 0 to { $most }.
graph-most-nodes = step_graph: most_nodes is { $found }; expected at least 1.
