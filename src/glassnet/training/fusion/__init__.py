"""`fused=True`: a training step rewritten so that XLA compiles it into one tight loop on a CPU.

`fuse` decides whether a step is rewritten, rewrites it, and finds the steps that must not become
one native function. It asks `costs` whether that pays, `compile_cost` whether it would take too
long to compile, and `native` what XLA can make one native function of; `compiler_options` says how
each form of a step is compiled.

The forms: `matrix_products`, by `product_forms`; `convolutions`, with `convolution_shape` (what one
is), `patches` (what one multiplies) and `kernel_gradient`; `pooling`; `sums`, of the terms of
products and over the places of images; `sigmoid`; `barrier`, which keeps XLA from fusing what is
faster alone. `columns` and `flat` turn what has short rows, which `short_rows` defines; `loops` are
those of recurrent layers, and `residuals` what they stack.
May import: graph, `training.compilation` and `training.devices`.
"""
