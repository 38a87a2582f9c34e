"""Loops inside a step: kept stacks, rows in place of matrices, and what is computed anew.

The same functions, uncompiled as JAX carries them out, are the measure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax
from numpy.testing import assert_allclose

from glassnet.graph.capture import NO_RULES, Captured, Equation, capture, operations, shape_of
from glassnet.graph.replay import replay
from glassnet.training.fusion.fuse import RULES
from glassnet.training.fusion.loops import WithStacks, with_stacks
from glassnet.training.fusion.residuals import without_cheap_stacks

Arrays = Sequence[Any]
Function = Callable[..., Any]

ROWS, UNITS, TIMES = 32, 16, 5
KEY = jax.random.key(0)


def drawn(*shape: int, seed: int = 0) -> jax.Array:
    return jnp.asarray(np.random.default_rng(seed).normal(size=shape), jnp.float32)


H, X = drawn(ROWS, UNITS), drawn(TIMES, ROWS, UNITS, seed=1)
W = drawn(UNITS, 2 * UNITS, seed=2) / 4


def gated(reverse: bool = False) -> Function:
    """A recurrent layer of its own, which returns its last state and two stacks."""

    def run(h: Any, x: Any, w: Any) -> Any:
        def step(h: Any, x: Any) -> Any:
            one, other = jnp.split(h @ w, 2, axis=1)
            gate = jax.nn.sigmoid(one + x)
            h = gate * h + (1 - gate) * jnp.tanh(other)
            return h, (h, gate * (1 - gate))

        return lax.scan(step, h, x, reverse=reverse)

    return run


def loss(h: Any, x: Any, w: Any) -> Any:
    return jnp.sum(gated()(h, x, w)[0] ** 2)


def counted(h: Any, x: Any, w: Any) -> Any:
    """Integers and truths beside matrices, in the carry, the slices and the stacks."""

    def step(state: Any, slices: Any) -> Any:
        h, n = state
        x, even = slices
        h = jnp.where(even, h, x) @ w[:, :UNITS]
        return (h, n + 1), (n, h > 0, h[:, :1])

    return lax.scan(step, (h, 0), (x, jnp.arange(TIMES) % 2 == 0))


def nested(h: Any, x: Any, w: Any) -> Any:
    """A loop in each step of a loop, with stacks of its own."""
    return lax.scan(lambda h, _: gated()(h, x, w), h, None, length=3)


def with_keys(h: Any, x: Any, w: Any) -> Any:
    """A loop that stacks keys of random numbers, which are not arrays of numbers."""

    def step(key: Any, x: Any) -> Any:
        key, other = jax.random.split(key)
        return key, (other, jax.random.normal(other, x.shape))

    _, (keys, noise) = lax.scan(step, KEY, x)
    return jax.random.key_data(keys), noise @ w + h[:, :1]


def twice(h: Any, x: Any, w: Any) -> Any:
    """Two loops, the second of which reads what the first has stacked, and a dead operation."""
    h, (each, _) = gated()(h, x, w)
    _ = each.sum(0)
    return gated(reverse=True)(h, each, w)


FUNCTIONS: dict[str, Function] = {
    "forwards": gated(),
    "backwards": gated(reverse=True),
    "gradient": jax.value_and_grad(loss, argnums=(0, 1, 2)),
    "other types": counted,
    "loop in a loop": nested,
    "keys": with_keys,
    "one after another": twice,
    "no loop": lambda h, x, w: h @ w + x[0, :, :1],
    "two at a time": lambda h, x, w: lax.scan(
        lambda h, x: (jnp.tanh(h @ w[:, :UNITS] + x), h), h, x, unroll=2
    ),
    "once": lambda h, x, w: gated()(h, x[:1], w),
}


def inlined(function: Function, *arguments: Any) -> Captured:
    return capture(replay(capture(function, *arguments), NO_RULES), *arguments)


def garbage(stacks: Sequence[jax.ShapeDtypeStruct]) -> list[jax.Array]:
    """Stacks as memory may be: floats are NaN, integers -1."""
    anything = lambda dtype: np.nan if jnp.issubdtype(dtype, jnp.floating) else -1
    return [jnp.full(each.shape, anything(each.dtype), each.dtype) for each in stacks]


def assert_alike(found: Any, expected: Any) -> None:
    assert jax.tree.structure(found) == jax.tree.structure(expected)
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        assert one.dtype == other.dtype
        assert_allclose(np.asarray(one), np.asarray(other), rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_loops_give_what_the_function_gives(name: str) -> None:
    function = FUNCTIONS[name]
    looped = with_stacks(inlined(function, H, X, W))
    found, left = jax.jit(looped.function)(garbage(looped.stacks), H, X, W)
    expected = jax.jit(function)(H, X, W)
    assert_alike(found, expected)
    # The next call gets what this one has left.
    again, _ = jax.jit(looped.function)(left, H + 1, X, W)
    assert_alike(again, jax.jit(function)(H + 1, X, W))
    assert_alike(jax.jit(looped.alone)(H, X, W), expected)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_cheap_is_computed_anew(name: str) -> None:
    function = FUNCTIONS[name]
    lean = without_cheap_stacks(inlined(function, H, X, W))
    assert_alike(jax.jit(replay(lean, NO_RULES))(H, X, W), jax.jit(function)(H, X, W))


def stacks_of(function: Function, *arguments: Any) -> WithStacks:
    return with_stacks(without_cheap_stacks(inlined(function, *arguments)))


def test_a_short_row_is_stacked_as_one() -> None:
    stacks = with_stacks(inlined(gated(), H, X, W)).stacks
    assert [each.shape for each in stacks] == [(TIMES, ROWS * UNITS)] * 2


def test_nobody_reads_it_so_it_is_not_stacked() -> None:
    looped = with_stacks(inlined(lambda h, x, w: gated()(h, x, w)[0], H, X, W))
    assert looped.stacks == []


def test_the_same_every_time_is_computed_once() -> None:
    function = lambda h, x, w: lax.scan(lambda h, x: (h @ (w @ w.T) + x, None), h, x)[0]
    looped = with_stacks(inlined(function, H, X, W))
    found = capture(looped.function, [], H, X, W)
    [scan] = [each for each in operations(found) if each.primitive.name == "scan"]
    inside = [each.primitive.name for each in scan.params["jaxpr"].jaxpr.eqns]
    assert inside.count("dot_general") == 1
    assert_alike(jax.jit(looped.alone)(H, X, W), jax.jit(function)(H, X, W))


def lstm_loss(weights: Arrays, x: Any) -> Any:
    layer = keras.layers.LSTM(UNITS)
    layer.build((None, *x.shape[1:]))
    variables = zip(layer.trainable_variables, weights, strict=True)
    with keras.StatelessScope(state_mapping=list(variables)):
        return jnp.sum(jnp.asarray(layer(x)) ** 2)


def test_an_lstm_stacks_eight_matrices_in_place_of_thirteen() -> None:
    x = drawn(ROWS, TIMES, 8)
    weights = [drawn(8, 64) / 4, drawn(UNITS, 64) / 4, drawn(64)]
    function = jax.value_and_grad(lstm_loss)
    before = with_stacks(inlined(function, weights, x))
    after = stacks_of(function, weights, x)
    assert (len(before.stacks), len(after.stacks)) == (13, 8)
    assert_alike(jax.jit(after.alone)(weights, x), jax.jit(function)(weights, x))


def chained(h: Any, x: Any) -> Any:
    """Stacks of which each follows from the one before it, by one operation."""

    def step(h: Any, x: Any) -> Any:
        a = jnp.tanh(h + x)
        b = 1 - a
        c = b * b
        return a, (a, b, c)

    _, (a, b, c) = lax.scan(step, h, x)
    return lax.scan(
        lambda total, each: (total + each[1] * each[2], None), jnp.zeros_like(h), (a, b, c)
    )


def test_what_others_follow_from_is_kept() -> None:
    looped = stacks_of(chained, H, X)
    assert len(looped.stacks) == 2  # c follows from b, which then stays
    assert_alike(jax.jit(looped.alone)(H, X), jax.jit(chained)(H, X))


def test_what_is_read_as_a_whole_is_kept() -> None:
    function = lambda h, x, w: gated()(h, x, w)[1][1].sum(0)
    [stack] = stacks_of(function, H, X, W).stacks
    assert stack.shape == (TIMES, ROWS * UNITS)


def test_weights_are_turned_once_and_not_at_each_time() -> None:
    function = jax.value_and_grad(loss, argnums=(0, 1, 2))
    written = capture(replay(capture(function, H, X, W), RULES), H, X, W)
    looped = with_stacks(written)
    assert_alike(jax.jit(looped.alone)(H, X, W), jax.jit(function)(H, X, W))
    found = capture(looped.alone, H, X, W)
    outside = [each for each in found.jaxpr.jaxpr.eqns if shapes_in(each) == [W.shape]]
    assert [shape_of(each.outvars[0]).shape for each in outside] == [(W.size,)]


def shapes_in(equation: Equation) -> list[tuple[int, ...]]:
    """The shapes that a call takes; none of another operation."""
    is_call = equation.primitive.name == "jit"
    return [shape_of(atom).shape for atom in equation.invars] if is_call else []


def test_a_body_with_little_elementwise_stays_with_its_matrices() -> None:
    """A copy would make each of them a row, for three operations."""
    simple = lambda h, x, w: lax.scan(lambda h, x: (jnp.tanh(h @ w[:, :UNITS] + x), h), h, x)
    assert [each.shape for each in stacks_of(simple, H, X, W).stacks] == [X.shape]


def test_what_has_an_effect_stays_in_its_loop() -> None:
    seen: list[float] = []

    def function(h: Any, x: Any, w: Any) -> Any:
        def step(h: Any, x: Any) -> Any:
            jax.debug.callback(lambda value: seen.append(float(value)), w[0, 0])
            return h + x, None

        return lax.scan(step, h, x)[0]

    jax.block_until_ready(with_stacks(inlined(function, H, X, W)).alone(H, X, W))
    jax.effects_barrier()
    assert len(seen) == TIMES


def reading(*read: int) -> Function:
    """Three stacks, each of which follows from the one before, and a loop that reads some."""

    def function(h: Any, x: Any) -> Any:
        def step(h: Any, x: Any) -> Any:
            a = jnp.tanh(h + x)
            b = 1 - a
            return a, (a, b, b * b)

        stacks = lax.scan(step, h, x)[1]
        add = lambda total, each: (total + sum(each), None)
        return lax.scan(add, jnp.zeros_like(h), [stacks[place] for place in read])[0]

    return function


@pytest.mark.parametrize(
    ("read", "stacked"), [((0, 1, 2), 2), ((0, 1), 1), ((1, 2), 1), ((0, 2), 1), ((2,), 1)]
)
def test_only_what_is_read_is_stacked(read: tuple[int, ...], stacked: int) -> None:
    function = reading(*read)
    looped = stacks_of(function, H, X)
    assert len(looped.stacks) == stacked
    assert_alike(jax.jit(looped.alone)(H, X), jax.jit(function)(H, X))
