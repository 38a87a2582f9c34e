"""What a loop stacks for its gradient: what is cheap is computed anew from the rest.

JAX stacks all that the backward pass needs of each time: of an LSTM 13 matrices, five of which are
1 - t or s (1 - s) of others. To write and read them takes longer than to compute them: LSTM(64), 50
times, batches of 32, 2,240 µs a step with all of them and 2,000 with eight (two cores, AVX-512).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jax import lax

from glassnet.graph.capture import (
    Body,
    Captured,
    Equation,
    Values,
    Variable,
    capture,
    is_literal,
    live_equations,
    run_equations,
    step_by_step,
    value_of,
    variables_in,
)

CHEAP = frozenset({"mul", "sub", "add", "add_any", "neg", "square", "integer_pow"})

MOST_AGAIN = 3
"""Operations that are carried out again, at most, in place of one stack."""


class Recipe(NamedTuple):
    """How to compute what a loop would stack from the rest of what it stacks.

    Attributes:
        equations: of the loop's body.
        result: the body's variable that they compute.
        sources: the body's variables that they begin with, and outside the loop their stacks.
    """

    equations: Sequence[Equation]
    result: Variable
    sources: Mapping[Variable, Variable]


def without_cheap_stacks(captured: Captured) -> Captured:
    """The captured function whose loops stack nothing cheap for each other; itself if none does."""
    equations = live_equations(captured)
    recipes = _recipes(equations, captured.jaxpr.jaxpr.outvars)
    if not recipes:
        return captured

    def run(equation: Equation, values: Values) -> None:
        known = {*variables_in(equation.invars), *equation.outvars}
        if recipes.keys().isdisjoint(known):
            run_equations([equation], values)
        else:
            _run(equation, recipes, values)

    return capture(step_by_step(captured, equations, run), *captured.example)


def _run(scan: Equation, recipes: Mapping[Variable, Recipe], values: Values) -> None:
    """A loop that neither stacks nor reads what there is a recipe for."""
    params, body = scan.params, Body(scan.params["jaxpr"], {})
    n_carry, first = params["num_carry"], params["num_consts"]
    consts = [value_of(atom, values) for atom in scan.invars[:first]]
    carry = [value_of(atom, values) for atom in scan.invars[first : first + n_carry]]
    wanted = scan.invars[first + n_carry :]
    read = list(dict.fromkeys(_read(variables_in(wanted), recipes)))
    kept = [each not in recipes for each in scan.outvars[n_carry:]]

    def step(carry: list[Any], slices: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        here = dict(zip(read, slices, strict=True))
        results = body(*consts, *carry, *(_made(each, recipes, here) for each in wanted))
        stacked = zip(results[n_carry:], kept, strict=True)
        return results[:n_carry], [each for each, is_kept in stacked if is_kept]

    options = {name: params[name] for name in ("length", "reverse", "unroll")}
    last, stacked = lax.scan(step, carry, [values[each] for each in read], **options)
    stacks = (each for each in scan.outvars[n_carry:] if each not in recipes)
    values.update(zip(scan.outvars, last, strict=False))
    values.update(zip(stacks, stacked, strict=True))


def _read(stacks: Iterable[Variable], recipes: Mapping[Variable, Recipe]) -> Iterator[Variable]:
    for each in stacks:
        yield from recipes[each].sources.values() if each in recipes else [each]


def _made(stack: Any, recipes: Mapping[Variable, Recipe], here: Values) -> Any:
    """What the stack holds at one time. here: the same of the stacks that there are."""
    if stack not in recipes:
        return here[stack]
    recipe = recipes[stack]
    inside = {variable: here[source] for variable, source in recipe.sources.items()}
    run_equations(recipe.equations, inside)
    return inside[recipe.result]


# Which are cheap ---------------------------------------------------------------------------------


def _recipes(equations: Sequence[Equation], returned: Iterable[Any]) -> Mapping[Variable, Recipe]:
    """Recipes for stacks that nothing but loops read, and these time by time."""
    whole = {*variables_in(returned)}
    sliced: set[Variable] = set()
    for equation in equations:
        by_time = _sliced(equation)
        sliced |= by_time
        whole.update({*variables_in(equation.invars)} - by_time)
    scans = [each for each in equations if each.primitive.name == "scan"]
    return {stack: recipe for scan in scans for stack, recipe in _cheap(scan, sliced, whole)}


def _sliced(equation: Equation) -> set[Variable]:
    """What a loop reads time by time, and not as a whole."""
    if equation.primitive.name != "scan":
        return set()
    first = equation.params["num_consts"] + equation.params["num_carry"]
    return {*variables_in(equation.invars[first:])} - {*variables_in(equation.invars[:first])}


def _cheap(
    scan: Equation, sliced: set[Variable], whole: set[Variable]
) -> Iterator[tuple[Variable, Recipe]]:
    """The stacks of a loop, read time by time, that follow from others that are read at all."""
    body, n_carry = scan.params["jaxpr"].jaxpr, scan.params["num_carry"]
    maker = {result: equation for equation in body.eqns for result in equation.outvars}
    order = {result: place for place, result in enumerate(maker)}
    pairs = zip(body.outvars[n_carry:], scan.outvars[n_carry:], strict=True)
    stacks = {
        inside: outside
        for inside, outside in pairs
        if not is_literal(inside) and outside in sliced | whole
    }
    needed = {inside for inside, outside in stacks.items() if outside in whole}
    # Last first: a stack that another is computed from must stay.
    for result in sorted(stacks.keys() & order.keys(), key=order.__getitem__, reverse=True):
        way = None if result in needed else _way(result, stacks.keys() - {result}, maker)
        if way is not None:
            equations, sources = way
            needed |= sources
            outside = stacks.pop(result)
            yield outside, Recipe(equations, result, {each: stacks[each] for each in sources})


def _way(
    result: Variable, known: set[Variable], maker: Mapping[Variable, Equation]
) -> tuple[list[Equation], set[Variable]] | None:
    """The cheap operations from known variables to this one, and which these are; or None."""
    equations: dict[int, Equation] = {}
    sources: set[Variable] = set()
    wanted = [result]
    while wanted:
        variable = wanted.pop()
        if variable in known:
            sources.add(variable)
            continue
        equation = maker.get(variable)
        if equation is None or equation.primitive.name not in CHEAP:
            return None
        equations[id(equation)] = equation
        if len(equations) > MOST_AGAIN:
            return None
        wanted += variables_in(equation.invars)
    made = [each for each in maker.values() if id(each) in equations]
    return (made, sources) if sources else None
