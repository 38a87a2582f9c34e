"""A function's primitive operations: written down once, then run again under other rules.

The only file that touches `jax.extend`, which promises no compatibility between releases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import jax
from jax import lax
from jax.extend.core import ClosedJaxpr, Jaxpr, JaxprEqn, Literal, Var, jaxprs_in_params

from glassnet.graph.control_flow import STRUCTURES, Params, Rule

Equation = JaxprEqn
"""One operation: a primitive, its parameters, its operands (`invars`) and results (`outvars`)."""

Variable = Var
"""What an equation computes or reads; `.aval` has its shape and dtype."""

NO_RULES: Mapping[str, Rule] = {}


@dataclass(frozen=True)
class Captured:
    """A function as a list of primitive operations, for arguments of one structure and shape.

    arguments, results: their tree structures (`jax.tree.structure`).
    """

    jaxpr: ClosedJaxpr
    arguments: Any
    results: Any


@dataclass(frozen=True, eq=False)
class Body:
    """Operations inside an operation. Calling it runs them under the rules of the whole. is_open:
    whether the primitive takes them without constants."""

    jaxpr: ClosedJaxpr
    rules: Mapping[str, Rule]
    is_open: bool = False

    def __call__(self, *operands: Any) -> list[Any]:
        return _run(self.jaxpr.jaxpr, self.jaxpr.consts, operands, self.rules)

    @property
    def name(self) -> str:
        """What the function is called that was written."""
        return self.jaxpr.jaxpr.debug_info.func_name


def capture(function: Callable[..., Any], *example: Any) -> Captured:
    """The operations of `function`, found by tracing it once; nothing is computed.

    example: the function's positional arguments, pytrees of arrays or `jax.ShapeDtypeStruct`.
    """
    jaxpr, shapes = jax.make_jaxpr(function, return_shape=True)(*example)
    return Captured(jaxpr, jax.tree.structure(example), jax.tree.structure(shapes))


def replay(captured: Captured, rules: Mapping[str, Rule]) -> Callable[..., Any]:
    """The captured function again, with `rules[primitive's name]` in place of each operation.

    Calls are inlined (jit, remat, custom derivatives), bodies of loops and branches replayed under
    the same rules. Differentiate before capturing: inlining a custom derivative forgets its rule.
    """
    body = Body(captured.jaxpr, {**STRUCTURES, **rules})

    def replayed(*arguments: Any) -> Any:
        operands, structure = jax.tree.flatten(arguments)
        if structure != captured.arguments:
            raise TypeError(f"captured for {captured.arguments}, called with {structure}")
        return jax.tree.unflatten(captured.results, body(*operands))

    return replayed


def _run(
    jaxpr: Jaxpr, consts: Sequence[Any], operands: Sequence[Any], rules: Mapping[str, Rule]
) -> list[Any]:
    values: dict[Any, Any] = dict(
        zip((*jaxpr.constvars, *jaxpr.invars), (*consts, *operands), strict=True)
    )
    run_equations(jaxpr.eqns, values, rules)
    return [_read(atom, values) for atom in jaxpr.outvars]


def run_equations(
    equations: Iterable[Equation], values: dict[Any, Any], rules: Mapping[str, Rule] = NO_RULES
) -> None:
    """Run equations in order; each adds its results to `values`, by variable."""
    for equation in equations:
        results = _apply(equation, [_read(atom, values) for atom in equation.invars], rules)
        values.update(zip(equation.outvars, results, strict=True))


def operations(captured: Captured) -> Iterator[Equation]:
    """Every operation that `replay` meets: those inside calls, loops and branches too."""
    return _walk(captured.jaxpr.jaxpr)


def _walk(jaxpr: Jaxpr) -> Iterator[Equation]:
    for equation in jaxpr.eqns:
        yield equation
        for inner in jaxprs_in_params(equation.params):
            yield from _walk(inner)


def live_operations(captured: Captured) -> Iterator[Equation]:
    """Every operation that a result depends on, last ones first; those in bodies all count."""
    jaxpr = captured.jaxpr.jaxpr
    needed = set(variables_in(jaxpr.outvars))
    for equation in reversed(jaxpr.eqns):
        if equation.effects or not needed.isdisjoint(equation.outvars):
            needed.update(variables_in(equation.invars))
            yield equation
            for inner in jaxprs_in_params(equation.params):
                yield from _walk(inner)


def variables_in(atoms: Iterable[Any]) -> Iterator[Variable]:
    """The variables among an equation's operands or results, literals left out."""
    return (atom for atom in atoms if isinstance(atom, Var))


def structure(name: str) -> Rule | None:
    """How `replay` enters a call, a loop or a branch; None of every other primitive."""
    return STRUCTURES.get(name)


def apply(equation: Equation, *operands: Any) -> Sequence[Any]:
    """An equation's results, one for each output."""
    return _apply(equation, operands, NO_RULES)


def is_literal(atom: Any) -> bool:
    """Whether an operand is a number written into the equation: `.val`."""
    return isinstance(atom, Literal)


def called(equation: Equation) -> ClosedJaxpr | None:
    """The operations of a call that can be written in its place; None of every other equation."""
    body = equation.params.get(_CALLS.get(equation.primitive.name, ""))
    return ClosedJaxpr(body, ()) if isinstance(body, Jaxpr) else body


def own_derivative(equation: Equation) -> str | None:
    """What a function is called whose derivative is its own rule (relu); None of other equations.

    Written in its place the rule would be lost: relu has the derivative 0 at 0, its maximum ½.
    """
    if equation.primitive.name not in _OWN_DERIVATIVES:
        return None
    body: Any = equation.params["call_jaxpr"]
    return body.jaxpr.debug_info.func_name.strip("_<>")


def scopes(equation: Equation) -> list[str]:
    """The names of `jax.named_scope` that an equation is written in, the outermost first.

    Whatever they are (my-layer, 3out); what JAX adds of its own (jvp, vmap) is left out.
    """
    stack: Any = equation.source_info.name_stack.stack
    names = [each.name for each in stack if type(each).__name__ == "Scope"]
    return [part for name in names for part in name.split("/")]


def backwards_only(params: Params) -> bool:
    """Whether JAX differentiates an operation in reverse alone: of `jax.custom_vjp`, or with such a
    function inside."""
    inside = (each for jaxpr in jaxprs_in_params(dict(params)) for each in _walk(jaxpr))
    return "bwd" in params or any("bwd" in equation.params for equation in inside)


def has_written_rule(equation: Equation) -> bool:
    """Whether derivatives follow a rule that somebody else than JAX wrote."""
    if equation.primitive.name not in _OWN_DERIVATIVES:
        return equation.primitive.name == "linear_call"
    body: Any = equation.params["call_jaxpr"]
    written = body.jaxpr.debug_info.func_filename
    return written is None or Path(jax.__file__).parent not in Path(written).parents


def shape_of(variable: Variable) -> jax.ShapeDtypeStruct:
    """The shape and dtype of a variable's value."""
    aval = cast(Any, variable.aval)
    return jax.ShapeDtypeStruct(aval.shape, aval.dtype)


def _read(atom: Var | Literal, values: Mapping[Any, Any]) -> Any:
    return atom.val if isinstance(atom, Literal) else values[atom]


def _apply(equation: JaxprEqn, operands: Sequence[Any], rules: Mapping[str, Rule]) -> Sequence[Any]:
    primitive, params, context = equation.primitive, equation.params, equation.ctx
    # What is marked for XLA (`set_xla_metadata`) is left whole: its bounds are meant.
    rule = None if context.xla_metadata else rules.get(primitive.name)
    with context.manager:
        results: Any = NotImplemented
        if rule is not None:
            bodies = {name: _as_body(value, rules) for name, value in params.items()}
            results = rule(bodies, *operands)
        if results is NotImplemented:
            if rules:  # without, an equation takes what it is given
                operands = list(map(_in_its_precision, operands, equation.invars))
            results = primitive.bind(*operands, **cast(Any, primitive).get_bind_params(params))
            results = results if primitive.multiple_results else [results]
        return results


def _in_its_precision(operand: Any, atom: Var | Literal) -> Any:
    """An operand as the operation takes it, where another's rule has made a float finer. Whole
    numbers in a float's place say where it goes, and stay what they are."""
    dtype: Any = getattr(atom.aval, "dtype", None)
    given = getattr(operand, "dtype", dtype)
    finer = given != dtype and jax.numpy.issubdtype(given, jax.numpy.floating)
    return lax.convert_element_type(operand, dtype) if finer else operand


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


# A call's primitive -> where its operations are.
_CALLS = {"jit": "jaxpr", "closed_call": "call_jaxpr", "remat2": "jaxpr"}
_OWN_DERIVATIVES = ("custom_jvp_call", "custom_vjp_call")
