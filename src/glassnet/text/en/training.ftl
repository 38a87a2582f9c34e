# Models and data that cannot be trained as they are, and how a training is driven.

training-not-a-model = { $caller }: expected a keras.Model, got { $type }.
training-not-compiled = { $caller }: the model is not compiled: call model.compile(...) first.
training-run-eagerly = { $caller }: a model compiled with run_eagerly=True cannot become one program: compile it without{ $caller ->
    [fit] , or use model.fit
   *[other] {""}
  }.
training-own-function = { $caller }: { $model } overrides { $method }, which would not be called: override train_step or test_step instead{ $caller ->
    [fit] , or use model.fit
   *[other] {""}
  }.
training-distribution = { $caller }: works in one process, but the keras.distribution spans several: call it in a process without that distribution (gn.fit and gn.trace work in several).
processes-auto-shard = With several processes and auto_shard_dataset on, Keras takes a tf.data.Dataset only: set distribution.auto_shard_dataset = False, and give each process its own rows.
processes-left-out = fit: the keras.distribution has devices of the processes { $found }, but JAX runs { $count } of them: give it devices of all processes, or of this one alone.
processes-mesh = fit: the processes have unequal parts of the mesh's axis '{ $axis }' (processes at each place: { $places }), so they cannot share a batch evenly: give each process equally many devices along it.
processes-differ = { $caller }: the processes have to train alike, but { $name ->
    [batches] the next batches differ (count, shapes)
   *[other] { $name } differs
  }: { $first } in process 0, { $other } in process { $number }. Give each process as many rows, and the same settings.
processes-failed = fit: the training ended with an error in process { $number }: { $reason }
processes-in-parts = { $caller }: no process has all of { $variable }, which the keras.distribution divides between processes: trace the model where each has whole weights (DataParallel, or a mesh whose other axes stay within a process), or load it in one process.
processes-setting = fit: { $name } works in one process, but the keras.distribution spans several: leave it out{ $name ->
    [diagnose] , and call gn.diagnose in a process without that distribution
   *[other] {""}
  }.
training-own-train-step = { $caller }: { $type } '{ $model }' overrides train_step, so its loss is unknown: override compute_loss instead{ $caller ->
    [trace] , or trace the loss as a function, gn.trace(function, *arrays)
   *[other] {""}
  }.
training-untraceable = { $caller }: the { $step ->
    [first-step] first step
   *[other] { $step }
  } of { $type } '{ $model }' cannot be compiled: its Python code (layers, losses and metrics included) needs the values of arrays while it is traced ({ $reason }): use keras.ops{ $caller ->
    [fit] , or compile the model with run_eagerly=True and use model.fit
   *[other] {""}
  }.
training-recompiled = fit: the model was recompiled, or layers were frozen, since this training began: make a new gn.Trainer, or call fit again.
training-gradients-hidden = record: the gradients of { $type } '{ $model }' cannot be recorded: its train_step calls optimizer.stateless_apply { $count } times, expected once. Record weights or updates instead.

training-no-targets = { $name }: expected the targets that the model's loss compares with, got nothing.
training-no-data = { $name }: expected arrays [rows, …] or a dataset, got nothing.
training-no-rows = { $name }: expected at least one row, got no rows.
training-no-array = { $caller }: x holds no array [rows, …]: give the rows of one batch.
training-in-use = the model is in use: predict, evaluate or fit runs in another thread. Wait until it has ended.
training-row-counts = { $names }: expected equally many rows, got { $counts }.
training-scalar = { $name }: expected arrays [rows, …], got a single number.
training-masked = { $name }: masked arrays are trained on as if nothing were masked: fill them first, with { $name }.filled(0) or a mean, or leave those rows out.
training-text = { $name }: expected numbers, got text: encode it as numbers first.
training-file = { $name }: expected arrays [rows, …] or a dataset, got { $path }; gn.load reads files.
training-mismatch = { $caller }: the data do not fit the model: given { $got }; the model takes x { $takes } and gives { $gives }.
training-mismatch-unknown = { $caller }: the data do not fit the model: given { $got }.
training-mismatch-batch = Its batch size is fixed: give it { $rows } rows.
training-mismatch-columns = Give { $name } { $expected ->
    [one] one column
   *[other] { $expected } columns
  }, not { $found }.
training-one-hot = { $name } { $shape } holds a number for each class (one-hot), but a sparse loss takes the class's number, one for each row: give it { $name }.argmax(-1), or use categorical_crossentropy.
training-class-numbers = { $name } { $shape } holds the class's number in each row, but categorical_crossentropy takes a number for each class (one-hot): use sparse_categorical_crossentropy, or give it keras.utils.to_categorical({ $name }).
training-mismatch-losses = Its losses are named { $losses }, its outputs { $outputs }.

training-count = { $name }: expected a whole number of at least 1, got { $value }.
training-shuffle = shuffle: expected True, False or 'batch', got { $value }.
training-split = validation_split: expected a fraction between 0 and 1, got { $value }.
training-class-weight = class_weight: expected a dict with a weight for each class, such as {"{"}0: 1.0, 1: 5.0{"}"}, got a value of type { $type }; dict(enumerate(weights)) makes one from a list.
training-parts = { $name }: expected (x, y) or (x, y, sample_weight), got { $count ->
    [one] { $count } part
   *[other] { $count } parts
  }.
training-validation-freq = validation_freq: expected a number of epochs of at least 1, or a list of epochs, got { $value }.
training-generator = NumPy's global generator is a { $generator }, but shuffles are drawn from MT19937, NumPy's default: call np.random.set_bit_generator(np.random.MT19937(seed)).
training-every-count = every { $count } { $unit }: expected a whole number of at least 1.
training-every-first = every { $count } { $unit }, the first { $first }: expected 1 to { $count }.
training-every-stream = every { $count } epochs: the steps per epoch of this stream are unknown: give steps_per_epoch, or count in steps.

training-run-which = run: give either epochs=… or steps=….
training-run-count = run: expected a whole number of at least 0, got { $value }.
training-state-type = restore: expected a TrainingState, got { $type }.
training-state-model = restore: the state is from another model, or from this one compiled differently: the shapes of its variables differ. Restore a state from this trainer or one like it.
training-state-data = restore: the state is from other data: this trainer has { $rows } rows in batches of { $batch }, { $shuffled ->
    [yes] shuffled
   *[no] not shuffled
  }.
training-state-stream = restore: a stream cannot be resumed in the middle of an epoch: restore a state from between two epochs.
training-stream-rows = A stream gives each batch once and has no rows to look up: give arrays.

# The first axis of a shape: [rows, 3].

shape-rows = rows
