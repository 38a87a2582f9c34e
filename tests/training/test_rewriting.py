"""A rewritten step computes what the step computes, within float32 rounding."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import glassnet  # noqa: F401  # chooses the backend before JAX starts

import jax  # isort: skip
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from comparing import BOUND, distance, plainly
from jax import lax
from sampling import some_long

from glassnet.graph.capture import capture, operations, timed_operations
from glassnet.training.fusion import compiler_options
from glassnet.training.fusion.compile_cost import MOST_OPERATIONS
from glassnet.training.fusion.fuse import RULES, fuse, unfused

layers = keras.layers
BATCH = 16

RATE = 0.1

MODELS: dict[str, tuple[tuple[int, ...], Callable[[], list[Any]]]] = {
    "dense": ((4,), lambda: [layers.Dense(32, "relu"), layers.Dense(16, "tanh")]),
    "wide": ((64,), lambda: [layers.Dense(32, "relu"), layers.Dense(10, "softmax")]),
    "sequence": ((7, 5), lambda: [layers.Dense(12, "relu"), layers.Flatten()]),
    "deep": ((6,), lambda: [layers.Dense(12, "tanh") for _ in range(30)]),
    "unrolled": ((9, 8), lambda: [layers.LSTM(16, unroll=True)]),
    "lstm": ((6, 8), lambda: [layers.LSTM(16)]),
    "gru": ((6, 8), lambda: [layers.GRU(9, return_sequences=True), layers.Flatten()]),
    # Its projections, once a step, are too large for ours; its sixty small products are not.
    "gru, stacked": ((30, 4), lambda: [layers.GRU(32, return_sequences=True), layers.GRU(32)]),
    "bidirectional": ((5, 3), lambda: [layers.Bidirectional(layers.LSTM(4))]),
    "conv": ((8, 8, 1), lambda: [layers.Conv2D(8, 3, activation="relu"), layers.Flatten()]),
    "conv, deep": (
        (9, 7, 2),
        lambda: [
            layers.Conv2D(4, 3, padding="same", strides=2, activation="relu"),
            layers.Conv2D(6, (2, 3), activation="relu"),
            layers.Flatten(),
        ],
    ),
    "conv 1-D": ((12, 3), lambda: [layers.Conv1D(5, 4, padding="causal"), layers.Flatten()]),
    "conv, depthwise": ((6, 6, 3), lambda: [layers.DepthwiseConv2D(2), layers.Flatten()]),
    "conv, separable": (
        (12, 12, 1),
        lambda: [layers.Conv2D(8, 3), layers.SeparableConv2D(16, 3), layers.Flatten()],
    ),
    "conv, groups": (
        (12, 12, 1),
        lambda: [layers.Conv2D(8, 3), layers.Conv2D(8, 3, groups=2), layers.Flatten()],
    ),
    "conv, strides": (
        (16, 16, 1),
        lambda: [
            layers.Conv2D(4, 3, strides=2),
            layers.Conv2D(4, 3, strides=2),
            layers.Flatten(),
        ],
    ),
    "conv 3-D": (
        (6, 6, 6, 1),
        lambda: [
            layers.Conv3D(4, 3, padding="same"),
            layers.Conv3D(4, 3, padding="same"),
            layers.Flatten(),
        ],
    ),
    "pooling": ((8, 8, 3), lambda: [layers.Conv2D(4, 3), layers.MaxPool2D(), layers.Flatten()]),
    "conv, large": ((10, 10, 32), lambda: [layers.Conv2D(32, 3), layers.Flatten()]),
    "batch norm": ((6,), lambda: [layers.Dense(24), layers.BatchNormalization()]),
    "dropout": ((6,), lambda: [layers.Dense(24, "relu"), layers.Dropout(0.5, seed=3)]),
    "attention": (
        (6, 8),
        lambda: [layers.Reshape((6, 8)), layers.Lambda(_self_attention), layers.Flatten()],
    ),
}


def _self_attention(x: Any) -> Any:
    weights = keras.ops.softmax(keras.ops.einsum("btf,bsf->bts", x, x))
    return keras.ops.einsum("bts,bsf->btf", weights, x)


def _numbers(self: Any, shape: tuple[int, ...], dtype: Any = None, **_: Any) -> Any:
    return np.random.uniform(-0.5, 0.5, shape).astype("float32")


@functools.cache
def _step(name: str) -> tuple[Callable[..., Any], Any, Any]:
    shape, body = MODELS[name]
    keras.utils.set_random_seed(7)
    with pytest.MonkeyPatch.context() as patch:
        # Keras' own would be compiled for each shape: 0.7 s a model.
        for initializer in (keras.initializers.GlorotUniform, keras.initializers.Orthogonal):
            patch.setattr(initializer, "__call__", _numbers)
        model = keras.Sequential([keras.Input(shape), *body(), layers.Dense(1, "sigmoid")])
    # Plain momentum is the gradient; Adam's step would take half as long again to compile.
    optimizer = keras.optimizers.SGD(RATE, momentum=0.9)
    model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
    rng = np.random.default_rng(5)
    x = rng.normal(size=(BATCH, *shape)).astype("float32")
    y = rng.integers(0, 2, (BATCH, 1)).astype("float32")
    model._symbolic_build(data_batch=(x, y))
    groups = (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )
    state = tuple([jnp.asarray(v.value) for v in group] for group in groups)
    return model.train_step, state, (jnp.asarray(x), jnp.asarray(y))


LONG = {
    "unrolled",
    "bidirectional",
    "gru",
    "gru, stacked",
    "conv, deep",
    "conv, depthwise",
    "conv, large",
    "deep",
}


@pytest.mark.parametrize("name", some_long(MODELS, LONG))
def test_a_rewritten_step_equals_the_plain_step(name: str) -> None:
    """Compiled for one call; parity and the long suite have the options that training compiles by.

    Of these, `test_a_loop_of_steps_is_one_native_function` says what they are for.
    """
    step, state, batch = _step(name)
    fused = fuse(capture(step, state, batch))
    options = dict(fused.compiler_options)
    compiled = jax.jit(fused, compiler_options=options) if name in LONG else plainly(fused)
    logs, after = compiled(state, batch)
    expected_logs, expected = plainly(step)(state, batch)
    assert distance((logs, after), (expected_logs, expected)) < BOUND
    assert jax.tree.structure(after) == jax.tree.structure(expected)


def test_random_numbers_stay_the_same() -> None:
    step, state, batch = _step("dropout")
    _, after = plainly(fuse(capture(step, state, batch)))(state, batch)
    _, expected = plainly(step)(state, batch)
    for found, wanted in zip(after[1], expected[1], strict=True):
        if found.dtype == jnp.uint32:
            np.testing.assert_array_equal(found, wanted)
    draw = lambda key: jax.random.normal(key, (4, 5))
    key = jax.random.key(3)
    np.testing.assert_array_equal(jax.jit(fuse(capture(draw, key)))(key), draw(key))


@pytest.mark.parametrize("name", ["lstm", "conv", "wide"])
def test_a_loop_of_steps_is_one_native_function(name: str) -> None:
    """What the rewriting is for: XLA marks what it compiles so as a small call."""
    step, state, batch = _step(name)
    fused = fuse(capture(step, state, batch))

    def train(state: Any, batch: Any, count: Any) -> Any:
        return lax.fori_loop(0, count, lambda _, s: fused(s, batch)[1], state)

    lowered = jax.jit(train).lower(state, batch, 3)
    text = lowered.compile(compiler_options=dict(fused.compiler_options)).as_text()
    assert "xla_cpu_small_call" in text


def test_a_step_with_a_large_product_keeps_all_its_products() -> None:
    x, w = jnp.ones((128, 784)), jnp.ones((784, 128))
    small = jnp.ones((4, 4))
    fused = fuse(capture(lambda x, w, s: (jnp.mean(x @ w), s @ s), x, w, small))
    assert fused.compiler_options == compiler_options.KERNEL_CALLS
    kept = capture(fused, x, w, small)
    names = [operation.primitive.name for operation in operations(kept)]
    assert names.count("dot_general") == 2
    np.testing.assert_array_equal(fused(x, w, small)[0], jnp.mean(x @ w))


def test_a_product_counts_as_often_as_its_loops_go_round() -> None:
    def rounds(step: Callable[..., Any], length: int) -> Callable[..., Any]:
        return lambda w: lax.scan(lambda c, _: (step(c), None), w, length=length)[0]

    product = lambda w: w @ w
    captured = capture(lambda w: product(rounds(rounds(product, 3), 5)(w)), jnp.ones((4, 4)))
    times = [times for each, times in timed_operations(captured) if "dot" in each.primitive.name]
    assert times == [15, 1]


@pytest.mark.parametrize("kind", ["gpu", "cuda", "tpu"])
def test_on_another_device_a_step_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(jax, "default_backend", lambda: kind)
    step, w = lambda w: w @ w, jnp.ones((4, 4))
    captured = capture(step, w)
    for form in (fuse(captured), unfused(captured)):
        assert str(capture(form, w).jaxpr) == str(captured.jaxpr)
        assert form.compiler_options == {}


@pytest.mark.parametrize("value", [0.0, -0.0, np.nan, np.inf, 1.5])
def test_the_sort_that_keeps_a_loop_apart_changes_nothing(value: float) -> None:
    x, w = jnp.ones((128, 784)), jnp.ones((784, 128))
    step = lambda x, w, loss: (x @ w, loss)
    _, loss = fuse(capture(step, x, w, jnp.float32(value)))(x, w, jnp.float32(value))
    np.testing.assert_array_equal(np.asarray(loss).tobytes(), np.float32(value).tobytes())


def test_custom_derivatives_keep_their_rule() -> None:
    slope = jax.grad(lambda x: jnp.sum(jax.nn.relu(x)))
    x = jnp.array([-1.0, 0.0, 2.0])
    np.testing.assert_array_equal(fuse(capture(slope, x))(x), [0.0, 0.0, 1.0])  # not 0.5 at 0


def test_loops_and_branches_are_replayed() -> None:
    def function(x: jax.Array, n: jax.Array) -> Any:
        total, steps = lax.scan(
            lambda c, r: (c @ x + r, c), jnp.eye(3), x[None] * jnp.ones((4, 1, 1))
        )
        grown = lax.while_loop(lambda c: jnp.sum(c) < n, lambda c: c @ x + 1, total)
        chosen = lax.switch(n.astype(int), [lambda c: c, lambda c: c @ c], total)
        kept = jax.checkpoint(lambda c: jnp.sin(c) @ x)(chosen)
        return {"steps": steps, "grown": grown, "kept": kept}

    x, n = jnp.arange(9.0).reshape(3, 3) / 9, jnp.float32(1)
    fused = fuse(capture(jax.jit(function), x, n))
    found, expected = fused(x, n), function(x, n)
    assert set(found) == set(expected)
    assert distance(found, expected) < BOUND


def test_a_scan_without_steps_and_one_in_reverse() -> None:
    cumulated = lambda x: lax.scan(lambda c, r: (c + r, c), jnp.zeros((2, 3)), x, reverse=True)
    for length in (0, 1, 5):
        x = jnp.arange(6.0 * length).reshape(length, 2, 3)
        found, expected = fuse(capture(cumulated, x))(x), cumulated(x)
        assert distance(found, expected) == 0.0
        assert found[1].shape == expected[1].shape


def test_an_argument_of_another_structure_is_refused() -> None:
    with pytest.raises(TypeError, match="captured for"):
        fuse(capture(lambda pair: pair[0] + pair[1], (1.0, 2.0)))([1.0, 2.0])


def test_effects_stay_in_order(capfd: pytest.CaptureFixture[str]) -> None:
    def speak(x: jax.Array) -> jax.Array:
        jax.debug.print("first {}", x, ordered=True)
        jax.debug.print("second", ordered=True)
        return x + 1

    x = jnp.float32(1)
    jax.block_until_ready(jax.jit(fuse(capture(speak, x)))(x))
    jax.effects_barrier()
    assert capfd.readouterr().out.split("\n")[:2] == ["first 1.0", "second"]


# Its size ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "is_rewritten"),
    [
        *(("dense", True), ("lstm", True), ("conv", True), ("conv, deep", True)),
        ("gru, stacked", True),
        *(("conv, separable", True), ("conv, groups", True), ("conv, strides", True)),
        ("conv 3-D", True),
        *(("deep", False), ("unrolled", False), ("conv, large", False)),
    ],
)
def test_what_is_written_out_is_bounded(name: str, is_rewritten: bool) -> None:
    """Compiling takes as long as there are operations; the step's own cannot be fewer."""
    step, state, batch = _step(name)
    fused = fuse(capture(step, state, batch))
    size = sum(1 for _ in operations(capture(fused, state, batch)))
    own = sum(1 for _ in operations(capture(step, state, batch)))
    assert size <= (MOST_OPERATIONS if is_rewritten else own + 10)
    assert (fused.compiler_options == compiler_options.NATIVE) == is_rewritten


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("deep", compiler_options.KERNEL_CALLS),
        ("conv, large", compiler_options.IN_THREADS),
        ("attention", compiler_options.IN_THREADS),
    ],
)
def test_a_step_that_is_left_to_kernels_is_compiled_for_them(
    name: str, options: Mapping[str, Any]
) -> None:
    step, state, batch = _step(name)
    assert unfused(capture(step, state, batch)).compiler_options == options


def test_steps_of_one_program_are_bounded_together() -> None:
    """What a second batch size needs comes on top; what is left as it was costs no more."""
    step = lambda x, w: jnp.tanh(x @ w) @ w
    x, w = jnp.ones((32, 12)), jnp.ones((12, 12))
    first = fuse(capture(step, x, w))
    alone = fuse(capture(step, x[:5], w), beside=[first])
    assert alone.rewritten
    full = [first] * (MOST_OPERATIONS // first.operations + 1)
    kept = fuse(capture(step, x[:5], w), beside=full)
    names = [operation.primitive.name for operation in operations(capture(kept, x[:5], w))]
    assert names.count("dot_general") == 2
    assert kept.compiler_options == first.compiler_options  # one program has one set of them
    np.testing.assert_array_equal(kept(x[:5], w), step(x[:5], w))


def test_products_of_one_kind_are_traced_once() -> None:
    """Twenty layers of one width: no more functions in what is lowered than two layers have."""
    w = jnp.ones((16, 16))

    def functions(n_layers: int) -> int:
        def step(x: jax.Array) -> jax.Array:
            for _ in range(n_layers):
                x = jnp.tanh(x @ w)
            return x

        x = jnp.ones((32, 16))
        return jax.jit(fuse(capture(step, x))).lower(x).as_text().count("func.func")

    assert functions(20) == functions(2) == 2


def test_every_rule_is_for_a_primitive_that_jax_has() -> None:
    names = {
        operation.primitive.name
        for name in ("lstm", "conv", "pooling")
        for step, state, batch in [_step(name)]
        for operation in operations(capture(step, state, batch))
    }
    assert set(RULES) <= names
