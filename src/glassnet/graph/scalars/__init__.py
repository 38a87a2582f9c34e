"""A graph at the scale of single numbers: edges, paths, and the row that each number is of."""
