"""A formula's text as a traced computation, in float64, its parts called as they are written."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
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
from glassnet.tracing.compiled_graph import Program
from glassnet.tracing.gradient_check import AGREES_IN_DOUBLE, Agreement
from glassnet.tracing.subject import Subject

# What a function is called in a formula -> JAX's, where that is called otherwise.
OTHERWISE: Mapping[str, Callable[[Any], Any]] = {
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
    **{row.symbolic: OTHERWISE.get(name) or getattr(jnp, name) for name, row in FUNCTIONS.items()},
}


def of_formula(text: str, values: Mapping[str, float | str]) -> Subject:
    """A formula at a point. values: of its letters, numbers or texts such as "pi/2".

    Raises FormulaError, PointError.
    """
    formula = read_formula(text)
    at = read_point(formula.letters, values)
    names = [str(letter) for letter in formula.letters]
    with jax.enable_x64(True):
        inputs = [jnp.asarray(np.float64(number)) for number in at.values()]
        captured = capture(_Computation(formula), *inputs)
        program = Program(captured, names)
    return Subject(program, inputs, names, source=text)


def with_rules(found: Sequence[Agreement], subject: Subject) -> list[Agreement]:
    """Each letter's agreement, with what `gn.derive` says of the same formula at the same point."""
    at = dict(zip(subject.parameters, map(float, subject.inputs), strict=True))
    return [_with_rules(each, subject.source, at) for each in found]


def _with_rules(found: Agreement, text: str, at: Mapping[str, float]) -> Agreement:
    try:
        derivation: Any = derive(text, found.parameter)
        slope = float(derivation.at(at))
    except GlassnetError:  # no derivative there
        return found
    apart = abs(slope - found.gradient) / max(1.0, abs(slope))
    return replace(
        found,
        worst=max(found.worst, apart),
        agrees=found.agrees is not False and apart <= AGREES_IN_DOUBLE,
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
        """The value of a part, computed once and named as the formula names it, or by its text.

        known: letters' values, and those of the parts so far.
        """
        if isinstance(f, sympy.Number | sympy.NumberSymbol):
            return float(f)
        if f not in known:
            found = self._computed(f, partial(self._part, known=known))
            known[f] = found if isinstance(found, float) else checkpoint_name(found, self._name(f))
        return known[f]

    def _name(self, f: Any) -> str:
        """What the formula calls it, or its text, with inner parts called as the formula does."""
        inner = {part: name for part, name in self._formula.named.items() if part != f}
        return self._writing.plain(self._formula.named.get(f) or replaced(f, inner))

    def _computed(self, f: Any, part: Callable[[Any], Any]) -> Any:
        match f:
            case sympy.Add():
                first, *terms = f.args
                return reduce(partial(self._plus, part), terms, part(first))
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

    def _plus(self, part: Callable[[Any], Any], so_far: Any, term: Any) -> Any:
        return so_far - part(-term) if _is_negative(term) else so_far + part(term)

    def _product(self, factors: Any, part: Callable[[Any], Any]) -> Any:
        """A number such as 1/3 is divided by 3, −1 is a sign, a power of −1 a divisor."""
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


def _is_negative(term: Any) -> bool:
    return isinstance(term, sympy.Mul) and term.args[0] == -1
