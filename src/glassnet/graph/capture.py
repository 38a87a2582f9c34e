"""A function's primitive operations, captured once.

The only file that touches `jax.extend`, which promises no compatibility between releases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import jax
import numpy as np
from jax import lax
from jax.extend.core import ClosedJaxpr, Jaxpr, JaxprEqn, Literal, Var, jaxprs_in_params

Equation = JaxprEqn
"""One operation: a primitive, its parameters, operands (`invars`) and results (`outvars`)."""

Variable = Var
"""A value that an equation reads or makes; `.aval` has its shape and dtype."""

Params = Mapping[str, Any]
"""A primitive's parameters; for a rule the body of a loop or a branch in them is a `Body`."""

Rule = Callable[..., Any]
"""`rule(params, *operands)`: the results as a list, or NotImplemented for the operation as it was
captured."""

NO_RULES: Mapping[str, Rule] = {}

Values = dict[Any, Any]
"""What variables hold while a function is carried out: by variable."""

T = TypeVar("T")  # a step: an equation, or what stands for several


@dataclass(frozen=True)
class Captured:
    """A function as primitive operations, for arguments of one structure and shape."""

    jaxpr: ClosedJaxpr  # JAX's list of the operations
    arguments: Any  # their tree structure (`jax.tree.structure`)
    results: Any  # their tree structure

    @property
    def example(self) -> tuple[Any, ...]:
        """Arguments to capture another form of it for: a `jax.ShapeDtypeStruct` for each array."""
        shapes = map(shape_of, self.jaxpr.jaxpr.invars)
        return jax.tree.unflatten(self.arguments, list(shapes))

    def operands(self, arguments: Any) -> list[Any]:
        """A call's arguments as a list; TypeError where their structure is another."""
        operands, structure = jax.tree.flatten(arguments)
        if structure != self.arguments:
            raise TypeError(f"captured for {self.arguments}, called with {structure}")
        return operands


@dataclass(frozen=True, eq=False)
class Body:
    """The operations inside a loop, a branch or a call; calling it replays them under `rules`."""

    jaxpr: ClosedJaxpr
    rules: Mapping[str, Rule]
    is_open: bool = False  # the primitive takes its operations without constants

    def __call__(self, *operands: Any) -> list[Any]:
        jaxpr = self.jaxpr.jaxpr
        known = zip((*jaxpr.constvars, *jaxpr.invars), (*self.jaxpr.consts, *operands), strict=True)
        values: dict[Any, Any] = dict(known)
        run_equations(jaxpr.eqns, values, self.rules)
        return [value_of(atom, values) for atom in jaxpr.outvars]

    @property
    def name(self) -> str:
        """The name of the Python function."""
        return self.jaxpr.jaxpr.debug_info.func_name


def capture(function: Callable[..., Any], *example: Any) -> Captured:
    """Trace a function once; nothing is computed.

    Args:
        function: the function to capture.
        example: its positional arguments, pytrees of arrays or `jax.ShapeDtypeStruct`.
    """
    jaxpr, shapes = jax.make_jaxpr(function, return_shape=True)(*example)
    return Captured(jaxpr, jax.tree.structure(example), jax.tree.structure(shapes))


def run_equations(
    equations: Iterable[Equation], values: dict[Any, Any], rules: Mapping[str, Rule] = NO_RULES
) -> None:
    """Carry out equations in order; each adds its results to `values`."""
    for equation in equations:
        results = apply(
            equation, *(value_of(atom, values) for atom in equation.invars), rules=rules
        )
        values.update(zip(equation.outvars, results, strict=True))


def step_by_step(
    captured: Captured, steps: Sequence[T], run: Callable[[T, Values], None]
) -> Callable[..., Any]:
    """The captured function, carried out by these steps in place of its operations.

    run: one step: it takes operands from the values by variable, and adds its results to them.
    """
    jaxpr, consts = captured.jaxpr.jaxpr, captured.jaxpr.consts

    def function(*arguments: Any) -> Any:
        operands = (*consts, *captured.operands(arguments))
        values: Values = dict(zip((*jaxpr.constvars, *jaxpr.invars), operands, strict=True))
        for step in steps:
            run(step, values)
        return jax.tree.unflatten(captured.results, [value_of(a, values) for a in jaxpr.outvars])

    return function


def operations(captured: Captured) -> Iterator[Equation]:
    """Every operation, those inside calls, loops and branches too."""
    return _walk(captured.jaxpr.jaxpr)


def timed_operations(captured: Captured) -> Iterator[tuple[Equation, int]]:
    """Every operation, and how often one call carries it out; a `while` counts as one round."""
    return _timed(captured.jaxpr.jaxpr, 1)


def _timed(jaxpr: Jaxpr, times: int) -> Iterator[tuple[Equation, int]]:
    for equation in jaxpr.eqns:
        yield equation, times
        rounds = equation.params["length"] if equation.primitive.name == "scan" else 1
        for inner in jaxprs_in_params(equation.params):
            yield from _timed(inner, times * rounds)


def _walk(jaxpr: Jaxpr) -> Iterator[Equation]:
    return (equation for equation, _ in _timed(jaxpr, 1))


def live_operations(captured: Captured) -> Iterator[Equation]:
    """The operations that a result depends on, last first; for loops and branches, all of them."""
    jaxpr = captured.jaxpr.jaxpr
    needed = set(variables_in(jaxpr.outvars))
    for equation in reversed(jaxpr.eqns):
        if equation.effects or not needed.isdisjoint(equation.outvars):
            needed.update(variables_in(equation.invars))
            yield equation
            for inner in jaxprs_in_params(equation.params):
                yield from _walk(inner)


def live_equations(captured: Captured) -> list[Equation]:
    """The function's own operations that a result depends on, in order."""
    live = set(map(id, live_operations(captured)))
    return [each for each in captured.jaxpr.jaxpr.eqns if id(each) in live]


def variables_in(atoms: Iterable[Any]) -> Iterator[Variable]:
    """The variables among an equation's operands or results, without literals."""
    return (atom for atom in atoms if isinstance(atom, Var))


def is_literal(atom: Any) -> bool:
    """Whether an operand is a constant of the equation itself: `.val`."""
    return isinstance(atom, Literal)


def literal(atom: Any) -> Any:
    """A literal's value as an array of its dtype; some are Python's own numbers."""
    dtype = atom.aval.dtype
    is_key = jax.numpy.issubdtype(dtype, jax.dtypes.extended)
    return atom.val if is_key else np.asarray(atom.val, dtype)


def inlinable(equation: Equation) -> ClosedJaxpr | None:
    """The operations of a call such as jit; None for every other equation."""
    body = equation.params.get(_CALLS.get(equation.primitive.name, ""))
    return ClosedJaxpr(body, ()) if isinstance(body, Jaxpr) else body


def custom_derivative_name(equation: Equation) -> str | None:
    """The name of a function with a custom derivative, such as relu; None for other equations.

    Inlined it would lose the rule: relu's derivative at 0 is 0, that of the maximum inside is ½.
    """
    if equation.primitive.name not in _OWN_DERIVATIVES:
        return None
    body: Any = equation.params["call_jaxpr"]
    return body.jaxpr.debug_info.func_name.strip("_<>")


def scopes(equation: Equation) -> list[str]:
    """The names of `jax.named_scope` around an equation, outermost first, without JAX's own."""
    stack: Any = equation.source_info.name_stack.stack
    names = [each.name for each in stack if type(each).__name__ == "Scope"]
    return [part for name in names for part in name.split("/")]


def is_reverse_only(params: Params) -> bool:
    """Whether JAX can differentiate an operation in reverse mode only: `jax.custom_vjp`, also
    inside."""
    return "bwd" in params or any("bwd" in equation.params for equation in _inside(params))


def may_not_end(params: Params) -> bool:
    """Whether an operation is or holds a `while`, which might not end for other operands."""
    inside = any(equation.primitive.name == "while" for equation in _inside(params))
    return "cond_jaxpr" in params or inside


def _inside(params: Params) -> Iterator[Equation]:
    return (each for jaxpr in jaxprs_in_params(dict(params)) for each in _walk(jaxpr))


def has_user_derivative(equation: Equation) -> bool:
    """Whether a custom derivative is not JAX's own."""
    if equation.primitive.name not in _OWN_DERIVATIVES:
        return equation.primitive.name == "linear_call"
    body: Any = equation.params["call_jaxpr"]
    file = body.jaxpr.debug_info.func_filename
    return file is None or Path(jax.__file__).parent not in Path(file).parents


def shape_of(atom: Var | Literal) -> jax.ShapeDtypeStruct:
    """The shape and dtype of an operand or a result."""
    aval = cast(Any, atom.aval)
    return jax.ShapeDtypeStruct(aval.shape, aval.dtype)


def value_of(atom: Var | Literal, values: Mapping[Any, Any]) -> Any:
    """The value of an operand or a result: a literal's own, or the variable's in `values`."""
    return literal(atom) if isinstance(atom, Literal) else values[atom]


def apply(
    equation: Equation, *operands: Any, rules: Mapping[str, Rule] = NO_RULES
) -> Sequence[Any]:
    """Carry out one operation: its results as a list."""
    primitive, params, context = equation.primitive, equation.params, equation.ctx
    # What is marked for XLA (`set_xla_metadata`) stays whole: the mark means these operations.
    rule = None if context.xla_metadata else rules.get(primitive.name)
    with context.manager:
        results: Any = NotImplemented
        if rule is not None:
            bodies = {name: _as_body(value, rules) for name, value in params.items()}
            results = rule(bodies, *operands)
        if results is NotImplemented:
            if rules:  # another rule may have widened a float
                operands = tuple(map(_as_captured, operands, equation.invars))
            results = primitive.bind(*operands, **cast(Any, primitive).get_bind_params(params))
            results = results if primitive.multiple_results else [results]
        return results


def _as_captured(operand: Any, atom: Var | Literal) -> Any:
    """A float in its captured precision. Integers in a float's place are vertices' numbers."""
    dtype: Any = getattr(atom.aval, "dtype", None)
    given = getattr(operand, "dtype", dtype)
    other_float = given != dtype and jax.numpy.issubdtype(given, jax.numpy.floating)
    return lax.convert_element_type(operand, dtype) if other_float else operand


def _as_body(value: Any, rules: Mapping[str, Rule]) -> Any:
    match value:
        case ClosedJaxpr():
            return Body(value, rules)
        case Jaxpr():
            return Body(ClosedJaxpr(value, ()), rules, is_open=True)
        case tuple() if value and all(isinstance(item, ClosedJaxpr) for item in value):
            return tuple(Body(item, rules) for item in value)
        case _:
            return value


# A call's primitive -> the parameter that holds its operations.
_CALLS = {"jit": "jaxpr", "closed_call": "call_jaxpr", "remat2": "jaxpr"}
_OWN_DERIVATIVES = ("custom_jvp_call", "custom_vjp_call")
