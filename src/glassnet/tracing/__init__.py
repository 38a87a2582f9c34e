"""A formula, a function or a Keras model with every number in it: values, gradients, chain rule.

`trace` makes a `Trace` of a `subject` (`subjects` tells their kinds apart): of a `formula`'s text,
of a model's loss (`keras_loss`, with the names of `gates` and `masks`) or of any function; `asked`
and `reasons` are what is refused, in one line. `program` is what is compiled for it; `chain` is the
chain rule from one number, or from one tensor, to the loss, `update` what the optimizer makes of
it, `checks` what finite differences say, the `quotients`. Of its `boxes`, with what `hover` tells
of them, `plan` says where they stand, in `bands` below each other; `drawing` makes an SVG, `panel`
a page and `graphviz` a text of them.
May import: text, calculus, graph, training.
"""

from glassnet.tracing.chain import Chain, ChainPath, ChainStep, LocalDerivative, TensorChain
from glassnet.tracing.gradient_check import Agreement, Reason
from glassnet.tracing.nodes import TracedNode
from glassnet.tracing.trace import Trace, trace
from glassnet.tracing.update import Line, Update

__all__ = [
    "Agreement",
    "Chain",
    "ChainPath",
    "ChainStep",
    "Line",
    "LocalDerivative",
    "Reason",
    "TensorChain",
    "Trace",
    "TracedNode",
    "Update",
    "trace",
]
