"""`glassnet trace`: its options, what it is asked to trace, and what it prints.

`subject` serves `glassnet diagnose` too. May import: every room.
"""
