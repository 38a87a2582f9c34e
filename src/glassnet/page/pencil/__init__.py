"""The page's Pencil: a typed function, its derivative step by step, its graph."""
