"""`glassnet train`: its options, the run they make, and what it prints.

May import: every room.
"""
