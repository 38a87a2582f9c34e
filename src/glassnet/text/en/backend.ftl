# What must be settled before Keras and JAX start.

backend-environment = KERAS_BACKEND is '{ $backend }', but glassnet needs 'jax': set KERAS_BACKEND=jax or unset it.
backend-loaded = Keras is already loaded with the backend '{ $backend }', but glassnet needs 'jax': import glassnet before keras, or set KERAS_BACKEND=jax.
backend-no-jit = JAX_DISABLE_JIT is set, but glassnet needs JIT compilation: unset it.
backend-not-started = JAX cannot start on JAX_PLATFORMS={ $platforms }{ $reason ->
    [none] {""}
   *[other] {" "}({ $reason })
  }: unset it, or set JAX_PLATFORMS=cpu.
backend-too-late = JAX had already started when glassnet was imported, so XLA's option for small loops has no effect and training runs 3 to 7 times slower: import glassnet before the first JAX computation.

# A folder that one process at a time writes to.

folder-in-use = { $folder } is in use by { $process ->
    [unknown] another process
   *[other] process { $process }
  }; wait for it to end, or stop it.
folder-not-writable = { $folder }: cannot be written to ({ $reason }).
