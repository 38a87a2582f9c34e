# What cannot be made a graph, or is too large to be followed number by number.

graph-not-one-number = trace: expected a function that returns one floating-point number, got { $found }: return its sum or mean.
graph-too-many-numbers = chain: the graph has { $found } numbers, and paths are followed through { $most } at most: give fewer rows, or leave the index out for the chain of whole tensors.
graph-jacobian-too-large = chain: the Jacobian of { $result } with respect to { $operand } has { $found } entries, and at most { $most } are computed: give fewer rows, or leave the index out for the chain of whole tensors.
