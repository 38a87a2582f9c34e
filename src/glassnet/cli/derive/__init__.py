"""`glassnet derive`: the command, the process that works for it, and what is shown.

May import: calculus, plots, text, and the rest of the shell.
"""
