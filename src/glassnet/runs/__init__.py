"""One training run: trained in memory, measured, drawn, and kept in a folder of its own.

`train` builds and trains a network from `settings`; `evaluation` measures it; `callbacks` write its
checkpoints and TensorBoard log. `folder` writes a run so that a kill at any moment leaves it
readable, `record` says what run.json holds, `saved_runs` lists and reads runs, `resume` checks that
one can go on. `pictures` draws in a process of its own. Prints nothing. May import `text`, `data`,
`networks`, `training`, `fitting`, `recording`, `plots`.
"""
