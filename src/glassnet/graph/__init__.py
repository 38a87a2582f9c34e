"""Computations as graphs of primitive operations.

`capture` records a function's operations and is the only file that touches `jax.extend`; `replay`
carries them out under other rules, loops and branches included, such as all of it in float64;
`split_step` divides a training step into what the next step needs and the rest; `run_once` has the
compiler options of what runs a few times, but for functions with `self_comparisons`. `builder`
turns a captured function into a `graph` of nodes and steps, which computes values and gradients.
`operations` names them, with a formula each; `display_graph` is the graph as a reader sees it, and
`views` writes `x[:,0]` where only part of a node is used. `scalar_graph` is the same graph with one
vertex a number: its edges are the entries of the steps' `jacobians`, through it lead
`gradient_paths`, and `row_attribution` says which belong to a row of the data.
May import: text.
"""
