"""How expressions and derivations are written: one line of text, several lines, LaTeX, documents.

Nothing is computed here, and terms and factors keep their order. May import: text, and the rest of
calculus.
"""
