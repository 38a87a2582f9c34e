"""A formula, a function or a Keras model with every number in it: values, gradients, chain rule.

`trace` makes a `Trace` of a `subject`; its `arguments` are a function, a `formula`, or a model with
its `keras_loss`. `chain` is the chain rule of one number or tensor, `number` one number with its
neighbours, `update` the optimizer's next step, `gradient_check` compares with `finite_differences`;
`tables` shows them. `nodes` holds single nodes, `drawing/` makes pictures.
May import: text, calculus, graph, training.
"""

from glassnet.graph.gradient_paths import ChainPath, LocalDerivative
from glassnet.tracing.arguments import trace
from glassnet.tracing.chain import Chain, ChainStep, TensorChain
from glassnet.tracing.gradient_check import GradientCheck, GradientChecks, Reason
from glassnet.tracing.nodes import TracedNode
from glassnet.tracing.number import Number, NumberTerm
from glassnet.tracing.trace import Trace
from glassnet.tracing.update import Update, UpdateEquation

__all__ = [
    "Chain",
    "ChainPath",
    "ChainStep",
    "GradientCheck",
    "GradientChecks",
    "LocalDerivative",
    "Number",
    "NumberTerm",
    "Reason",
    "TensorChain",
    "Trace",
    "TracedNode",
    "Update",
    "UpdateEquation",
    "trace",
]
