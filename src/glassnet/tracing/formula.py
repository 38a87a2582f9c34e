"""A formula as a traced computation in float64, its parts named as they are written."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial, reduce
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import sympy
from jax.ad_checkpoint import checkpoint_name

from glassnet.calculus import (
    FUNCTIONS,
    Formula,
    FormulaStyle,
    derive,
    maximum,
    minimum,
    read_formula,
    read_point,
)
from glassnet.calculus.expressions import replaced
from glassnet.errors import GlassnetError
from glassnet.graph.capture import capture
from glassnet.tracing.gradient_check import FLOAT64_TOLERANCE, GradientCheck
from glassnet.tracing.subject import CompiledGraph, Subject

# A function's name in a formula -> JAX's function, where that has another name.
JAX_FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "erf": jax.scipy.special.erf,
    "gelu": partial(jax.nn.gelu, approximate=False),
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    # Neither has a value at 0.
    "sign": lambda u: jnp.where(u == 0, jnp.nan, jnp.sign(u)),
    "step": lambda u: jnp.heaviside(u, jnp.nan),
    "softplus": jax.nn.softplus,
}
COMPUTED: Mapping[Any, Callable[..., Any]] = {
    maximum: jnp.maximum,
    minimum: jnp.minimum,
    **{
        row.symbolic: JAX_FUNCTIONS.get(name) or getattr(jnp, name)
        for name, row in FUNCTIONS.items()
    },
}


def formula_subject(text: str, values: Mapping[str, float | str]) -> Subject:
    """A formula at a point.

    Args:
        text: the formula.
        values: values of its letters: numbers, or texts such as "pi/2".

    Raises:
        FormulaError: the text cannot be read.
        PointError: a letter without a value, or a value that is no number.
    """
    formula = read_formula(text)
    at = read_point(formula.letters, values)
    names = [str(letter) for letter in formula.letters]
    with jax.enable_x64(True):
        inputs = [jnp.asarray(np.float64(number)) for number in at.values()]
        compiled = CompiledGraph(capture(_Computation(formula), *inputs), names)
    return Subject(compiled, inputs, names, source=text)


def check_against_rules(check: GradientCheck, subject: Subject) -> GradientCheck:
    """Compare a letter's gradient with its derivative by `gn.derive` at the same point too."""
    at = dict(zip(subject.parameters, map(float, subject.inputs), strict=True))
    try:
        derivation: Any = derive(subject.source, check.parameter)
        slope = float(derivation.at(at))
    except GlassnetError:  # no derivative there
        return check
    difference = abs(slope - check.gradient) / max(1.0, abs(slope))
    return replace(
        check,
        worst=max(check.worst, difference),
        agrees=check.agrees is not False and difference <= FLOAT64_TOLERANCE,
        by_rules=slope,
    )


class _Computation:
    """The formula as a function of its letters."""

    def __init__(self, formula: Formula) -> None:
        self._formula = formula
        self._writing = FormulaStyle.of(formula)

    def __call__(self, *numbers: Any) -> Any:
        known = dict(zip(self._formula.letters, numbers, strict=True))
        return jnp.asarray(self._part(self._formula.expression, known), float)

    def _part(self, f: Any, known: dict[Any, Any]) -> Any:
        """A part's value, computed once. known: the values of letters and of other parts."""
        if isinstance(f, sympy.Number | sympy.NumberSymbol):
            return float(f)
        if f not in known:
            found = self._computed(f, partial(self._part, known=known))
            known[f] = found if isinstance(found, float) else checkpoint_name(found, self._name(f))
        return known[f]

    def _name(self, f: Any) -> str:
        """The formula's own name of a part, or its text in terms of such names."""
        inner = {part: name for part, name in self._formula.named.items() if part != f}
        return self._writing.plain(self._formula.named.get(f) or replaced(f, inner))

    def _computed(self, f: Any, part: Callable[[Any], Any]) -> Any:
        match f:
            case sympy.Add():
                found = part(f.args[0])
                for term in f.args[1:]:
                    is_negative = isinstance(term, sympy.Mul) and term.args[0] == -1
                    found = found - part(-term) if is_negative else found + part(term)
                return found
            case sympy.Mul():
                return self._product(f.args, part)
            case sympy.Pow(base=base, exp=sympy.Integer() as exponent):
                return jax.lax.integer_pow(part(base), int(exponent))
            case sympy.Pow(base=base, exp=sympy.Rational(p=1, q=2)):
                return jnp.sqrt(part(base))
            case sympy.Pow(base=base, exp=exponent):
                return jnp.power(part(base), part(exponent))
            case _:
                return COMPUTED[f.func](*map(part, f.args))

    def _product(self, factors: Any, part: Callable[[Any], Any]) -> Any:
        """1/3 divides by 3, −1 is a sign, a power of −1 a divisor."""
        above: list[Any] = []
        below: list[Any] = []
        for factor in factors:
            if isinstance(factor, sympy.Pow) and factor.exp == -1:
                below.append(factor.base)
            elif isinstance(factor, sympy.Rational):
                above += [sympy.Integer(abs(factor.p))] if abs(factor.p) != 1 else []
                below += [sympy.Integer(factor.q)] if factor.q != 1 else []
            else:
                above.append(factor)
        found = reduce(operator.mul, map(part, above)) if above else 1.0
        found = reduce(operator.truediv, map(part, below), found)
        negative = sum(isinstance(f, sympy.Rational) and f.p < 0 for f in factors) % 2
        return -found if negative else found
