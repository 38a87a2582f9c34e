"""The functions that a formula may use: a table, and what SymPy lacks for it.

A row says how a function is written and differentiated. To add a function is to add a row here, and
one each to the tables that compute: `evaluate.VALUES`, `high_precision.VALUES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import sympy
from sympy import Expr, Integer

from glassnet.calculus.simplify import ONE, negative, pieces, power, product, quotient, root, total

TWO = Integer(2)


def _unevaluated(function: Any) -> Callable[..., Any]:
    """Apply a function, and compute nothing."""
    return lambda *u: function(*u, evaluate=False)


_exp, _log, _erf = map(_unevaluated, (sympy.exp, sympy.log, sympy.erf))
_sin, _cos, _tanh = map(_unevaluated, (sympy.sin, sympy.cos, sympy.tanh))

Exponents = dict[Any, Any]
"""A product: each base, and to which power."""


def _add(exponents: Exponents, base: Any, times: int) -> None:
    exponents[base] = exponents.get(base, Integer(0)) + times


class _Defined(sympy.Function):
    """A function that SymPy lacks, or whose version of it cannot be used here.

    Attributes:
        definition: Its definition in terms of functions that SymPy has.
    """

    definition: ClassVar[Callable[..., Any]]

    def doit(self, **hints: Any) -> Any:
        return type(self).definition(*(part.doit(**hints) for part in self.args))

    def _eval_evalf(self, prec: int) -> Any:
        return type(self).definition(*self.args)._eval_evalf(prec)


class sigmoid(_Defined):
    definition = staticmethod(lambda u: quotient(ONE, total([ONE, _exp(negative(u))])))


_sigmoid = _unevaluated(sigmoid)


class softplus(_Defined):
    definition = staticmethod(lambda u: _log(total([ONE, _exp(u)])))


class gelu(_Defined):
    definition = staticmethod(
        lambda u: product([quotient(u, TWO), total([ONE, _erf(quotient(u, root(TWO)))])])
    )


class log10(_Defined):
    definition = staticmethod(lambda u: quotient(_log(u), sympy.log(10)))


class log2(_Defined):
    definition = staticmethod(lambda u: quotient(_log(u), sympy.log(2)))


# SymPy's Abs, Max and Min sort what they are of, and ask whether it is real, which of x^x they
# cannot know. Pieces can be differentiated all the same. sign and step have no value at 0, where
# what they are the derivatives of, abs and relu, have none.


class absolute(_Defined):
    definition = staticmethod(
        lambda u: sympy.Abs(u) if u.is_real else sympy.Piecewise((-u, u < 0), (u, True))
    )

    def merged(self, exponents: Exponents) -> None:
        """|u|² is u²."""
        if exponents[self] > 0 and exponents[self] % 2 == 0:
            _add(exponents, self.args[0], exponents[self])
            exponents[self] = 0


class relu(_Defined):
    definition = staticmethod(lambda u: sympy.Piecewise((0, u < 0), (u, True)))

    def merged(self, exponents: Exponents) -> None:
        """relu(u)·relu′(u) is relu(u)."""
        slope = _relu_slope(self.args[0])
        if exponents[self] > 0 and exponents.get(slope, 0) > 0:
            exponents[slope] = 0


class sign(_Defined):
    definition = staticmethod(lambda u: sympy.Piecewise((-1, u < 0), (1, u > 0)))

    def merged(self, exponents: Exponents) -> None:
        """sign(u)² is 1, |u|·sign(u) is u, u·sign(u) is |u|."""
        u: Any = self.args[0]
        size = _unevaluated(absolute)(u)
        if exponents[self] < 0:
            return
        exponents[self] = exponents[self] % 2
        for one, other in ((size, u), (u, size)):
            if exponents[self] == 1 and exponents.get(one, 0) > 0:
                exponents[self] = 0
                _add(exponents, one, -1)
                _add(exponents, other, 1)


class step(_Defined):
    definition = staticmethod(lambda u: sympy.Piecewise((0, u < 0), (1, u > 0)))


class maximum(_Defined):
    definition = staticmethod(lambda u, v: sympy.Piecewise((v, u < v), (u, True)))


class minimum(_Defined):
    definition = staticmethod(lambda u, v: sympy.Piecewise((u, u < v), (v, True)))


@dataclass(frozen=True)
class Elementary:
    """A function of one argument.

    Attributes:
        symbolic: Its class in SymPy.
        rule: The name of its derivative's rule, a key of `text`.
        derivative: Its derivative at u, as a textbook has it.
    """

    symbolic: type[sympy.Function]
    rule: str
    derivative: Callable[[Expr], Expr]


def _erf_slope(u: Expr) -> Expr:
    return product([TWO, _exp(negative(power(u, TWO))), power(root(sympy.pi), Integer(-1))])


def _relu_slope(u: Any) -> Expr:
    return pieces((Integer(0), u < 0), (ONE, u > 0))


def _gelu_slope(u: Expr) -> Expr:
    """The normal distribution up to u, and u times its density there."""
    bell = _exp(negative(quotient(power(u, TWO), TWO)))
    density = quotient(bell, sympy.sqrt(product([TWO, sympy.pi]), evaluate=False))
    below = quotient(total([ONE, _erf(quotient(u, root(TWO)))]), TWO)
    return total([below, product([u, density])])


def _asin_slope(u: Expr) -> Expr:
    return quotient(ONE, root(_one_minus(power(u, TWO))))


def _one_minus(u: Expr) -> Expr:
    return total([ONE, negative(u)])


# What a person writes -> what it is. `ln` is `log`; `sqrt` is a power, `min` and `max` have two
# arguments: those are in the grammar.
FUNCTIONS: dict[str, Elementary] = {
    "exp": Elementary(sympy.exp, "exponential", _exp),
    "log": Elementary(sympy.log, "logarithm", lambda u: quotient(ONE, u)),
    "log10": Elementary(log10, "logarithm", lambda u: quotient(ONE, product([u, sympy.log(10)]))),
    "log2": Elementary(log2, "logarithm", lambda u: quotient(ONE, product([u, sympy.log(2)]))),
    "sin": Elementary(sympy.sin, "trigonometric", _cos),
    "cos": Elementary(sympy.cos, "trigonometric", lambda u: negative(_sin(u))),
    "tan": Elementary(sympy.tan, "trigonometric", lambda u: quotient(ONE, power(_cos(u), TWO))),
    "asin": Elementary(sympy.asin, "inverse", _asin_slope),
    "acos": Elementary(sympy.acos, "inverse", lambda u: negative(_asin_slope(u))),
    "atan": Elementary(sympy.atan, "inverse", lambda u: quotient(ONE, total([ONE, power(u, TWO)]))),
    "sinh": Elementary(sympy.sinh, "hyperbolic", _unevaluated(sympy.cosh)),
    "cosh": Elementary(sympy.cosh, "hyperbolic", _unevaluated(sympy.sinh)),
    "tanh": Elementary(sympy.tanh, "hyperbolic", lambda u: _one_minus(power(_tanh(u), TWO))),
    "sigmoid": Elementary(
        sigmoid, "sigmoid", lambda u: product([_sigmoid(u), _one_minus(_sigmoid(u))])
    ),
    "erf": Elementary(sympy.erf, "error-function", _erf_slope),
    "softplus": Elementary(softplus, "softplus", _sigmoid),
    "gelu": Elementary(gelu, "gelu", _gelu_slope),
    "relu": Elementary(relu, "relu", _relu_slope),
    "abs": Elementary(absolute, "absolute", _unevaluated(sign)),
    "sign": Elementary(sign, "step", lambda u: Integer(0)),
    "step": Elementary(step, "step", lambda u: Integer(0)),
}
ALIASES = {"ln": "log", "σ": "sigmoid", "arcsin": "asin", "arccos": "acos", "arctan": "atan"}
ELEMENTARY = {row.symbolic: row for row in FUNCTIONS.values()}
# Those that `expand_definitions` writes out. abs, relu, min and max would be pieces.
DEFINED = {sigmoid, softplus, gelu, log10, log2}
