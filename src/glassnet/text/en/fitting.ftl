# `gn.fit`: what it refuses, its progress, and its checkpoints.

fit-epochs = fit: { $name }: expected a whole number of at least 0, got { $value }.
fit-epochs-limited = Limiting epochs to { $count }
fit-not-compiled = fit: { $why ->
    [run-eagerly] the model was compiled with run_eagerly=True, so this training is not compiled: it runs in keras.Model.fit, much slower
    [large] this model would take minutes to compile, and Keras does not compile it either: it trains in keras.Model.fit. To have it compiled, call model.compile with jit_compile=True
   *[disable-jit] JAX's disable_jit is set, so this training is not compiled: it runs in keras.Model.fit, much slower
  }.
fit-callback-type = fit: callbacks: expected keras.callbacks, got { $value }{ $instance ->
    [none] .
   *[other] : that is the class, give it { $instance }.
  }
fit-callback-batches = fit: callback { $callback } wants every batch ({ $method }), but whole epochs run as one program: { $remedy ->
    [save-freq] give it save_freq="epoch", or use model.fit.
    [tensorboard] use gn.TensorBoard, which takes the same arguments and needs no TensorFlow.
   *[epochs] use its epoch methods, drive gn.Trainer with run(steps=1), or use model.fit.
  }
fit-diagnose-stream = fit: diagnose=True goes back to the step that fails, but a dataset, a generator or steps_per_epoch gives each batch only once: pass arrays, or call gn.diagnose(model, x, y) on a batch.
fit-live-notebook = fit: live=True draws in a notebook; here the bar shows the training, and gn.studio(model, x, y) opens a page.
fit-progress-epoch = Epoch
fit-progress-speed = { $speed } epochs/s

checkpoint-no-folder = resume { $path }: expected a folder of checkpoints, { $found ->
    [file] but this is a file
   *[nothing] but there is none
  }.
checkpoint-damaged = { $path } is damaged ({ $reason }): the one before it is used.
checkpoint-unreadable = resume: { $path } is damaged ({ $reason }), and none before it is readable.
checkpoint-changed = { $file } has changed
checkpoint-unnamed-file = a file
checkpoint-format = resume: { $path } has format { $found }, and this glassnet reads { $known }: resume with the glassnet that wrote it.
checkpoint-settings = resume: { $path } is from training with other settings: { $differences }{ $more ->
    [0] {""}
   *[other] ; and { $more } more
  }. Train with the same ones, or keep checkpoints in a new folder.
checkpoint-difference = { $name }: { $there } there, { $here } here
checkpoint-nothing = nothing
checkpoint-versions = { $path } was written with { $versions }; the last bits may differ from those of uninterrupted training.

checkpoint-not-written = { $folder }: the checkpoint { $name } could not be written ({ $reason }), and training stopped; the earlier ones are intact. Free some space, then continue with resume={ $resume }.
checkpoint-type = checkpoint: { $path }: values of type { $type } cannot be stored; numbers, strings, arrays, and lists and dicts of them can.
checkpoints-count = Checkpoints: { $name }: expected a whole number of at least 1, got { $value }.
checkpoints-seconds = Checkpoints: every_seconds: expected more than 0, got { $value }.
checkpoints-file = { $folder }: expected a folder, but a file is there.
checkpoints-unwritable = { $folder }: checkpoints cannot be written there ({ $reason }); choose another folder.
checkpoints-occupied = { $folder } already holds the checkpoints of another training run: continue it (resume={ $resume }), or use a new folder.
checkpoints-outside-fit = Checkpoints works only in gn.fit: with model.fit use keras.callbacks.BackupAndRestore.
