"""Computations as graphs of primitive operations.

`capture` records a function's operations and replays them under other rules; it is the only file
that touches `jax.extend`. `control_flow` replays calls, loops and branches, `float64` all of it in
float64, and `split_step` divides a training step into what the next step needs and the rest.
`builder` turns a captured function into a `graph` of nodes and steps; `evaluation` computes values
and gradients. `display_graph` is that graph as a reader sees it, with its formulas, and a `view`
such as `x[:,0]` where only part of a node is used; `scalars/` is the same graph with one vertex a
number. `operations` and `formulas` are the tables.
May import: text.
"""
