"""`fused=True`: a training step rewritten so that XLA compiles it into one tight loop on a CPU.

`fuse` rewrites a step by the rules of `matrix_products`, `convolutions` and `recurrence`; `barrier`
keeps XLA from fusing what is faster alone, `self_comparison` finds steps that must not become one
native function. May import: graph, and `training.compilation`.
"""
