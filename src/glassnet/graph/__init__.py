"""Computations as graphs of primitive operations, and walks over them.

`capture` writes a function's operations down and runs them again under other rules; it is the only
file that touches `jax.extend`. `partition` cuts a captured step into what the next step needs and
what can wait. May import: nothing of glassnet.
"""
