"""One training run: trained in memory, measured, drawn, and kept in a folder of its own.

In memory: `train` does a run by its `settings`; `split`, `predict`, `evaluation`,
`boundary`. On disk: `folder` writes a run so that a kill at any moment leaves it readable, `save`
and `record` what a run is in the end, `keeping` its checkpoints, `events` its log; `stored` reads
runs, of which `form` knows what must be there, and `resumption` takes one up again. `pictures` are
drawn by a process of their own, `drawing`. Nothing here prints. May import: data, networks,
training, recording, plots.
"""
