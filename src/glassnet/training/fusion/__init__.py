"""`fused=True`: a training step rewritten so that XLA compiles it into one tight loop on a CPU.

`fuse` rewrites a step by the rules of `matrix_products`, `convolutions`, `sigmoid` and `barrier`,
which keeps XLA from fusing what is faster alone, and finds the steps that must not become one
native function. `costs` says whether that pays, `compile_cost` which steps would take too long to
compile; `patches` lays out what a convolution multiplies; `columns` and `flat` turn what has short
rows.
May import: graph, `training.compilation` and `training.devices`.
"""
