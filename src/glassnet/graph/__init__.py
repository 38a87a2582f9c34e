"""Computations as graphs of primitive operations, and walks over them.

`capture` writes a function's operations down and runs them again under other rules; it is the only
file that touches `jax.extend`; `structures` enters calls, loops and branches. `partition` cuts a
captured step into what the next step needs and what can wait; `double` runs a captured function in
float64. `flatten` makes a `graph` of one: nodes and steps, which `walks` go over forward and back.
`scalars` is the same at the scale of single numbers, with the derivatives of `local` for edges, the
chain rule's `paths` through them, and the `rows` that each number is of; `folding` is what a person
reads, with an index where only `parts` of a node are used, `layout` and `heights` where it stands.
`operations` and `formulas` are the tables.
May import: nothing of glassnet.
"""
