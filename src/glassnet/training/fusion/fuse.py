"""`fuse` and `unfused`: a training step, fit for a compiled loop on a CPU."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.graph.capture import (
    NO_RULES,
    Captured,
    Rule,
    capture,
    operations,
)
from glassnet.graph.replay import replay, traced_once
from glassnet.graph.self_comparisons import compares_with_itself
from glassnet.training.devices import device
from glassnet.training.fusion import (
    barrier,
    compiler_options,
    convolutions,
    costs,
    matrix_products,
    pooling,
)
from glassnet.training.fusion.columns import by_columns
from glassnet.training.fusion.compile_cost import (
    MOST_OPERATIONS,
    made_up_after,
    written_operations,
)
from glassnet.training.fusion.flat import in_one_row
from glassnet.training.fusion.loops import WithStacks, with_stacks, with_turned_weights
from glassnet.training.fusion.native import has_native_form, is_kernel_calls, natively
from glassnet.training.fusion.residuals import without_cheap_stacks
from glassnet.training.fusion.sigmoid import sigmoid
from glassnet.training.fusion.sums import sum_over_places, without_unit_axes

T = TypeVar("T")  # what a step changes

LONGER_FORMS: Mapping[str, Rule] = {
    "dot_general": matrix_products.product,
    "conv_general_dilated": convolutions.convolution,
    "concatenate": barrier.concatenate,
    "scan": with_turned_weights,
    "reduce_sum": sum_over_places,
    "reshape": barrier.reshape,
    "select_and_scatter_add": pooling.max_pooling_gradient,
}
"""Primitives whose form is more code than XLA's own."""

RULES: Mapping[str, Rule] = {**LONGER_FORMS, "logistic": sigmoid}
"""Primitives that get another form, equal within float32 rounding."""

PLAIN: Mapping[str, Rule] = {
    "conv_general_dilated": convolutions.in_order_exactly,
    "select_and_scatter_add": pooling.max_pooling_gradient,
}
"""Primitives that get another form inside a loop for the same bits, sooner."""

LEFT: Mapping[str, Rule] = {
    **PLAIN,
    "conv_general_dilated": convolutions.in_order,
    "dot_general": matrix_products.of_matrices,
    "reduce_sum": without_unit_axes,
}
"""The same of a step that could be rewritten and is not: equal within the rounding of its types.

With bfloat16 Conv2D(16) and Conv2D(32) on 28×28 take 4.6 ms a step so, and by `PLAIN` 23.6; two
transformer blocks 2.2 ms, and 3.0.
"""

NATIVE_LOOPS = frozenset({"scan", "conv_general_dilated"})
"""Primitives for which a loop is asked for as one native function, however large it is.

What it is for recurrent layers is in `natively`. With convolutions it compiles in half of the time,
and a step takes up to a tenth longer: one of 28×28 images 0.6 s instead of 1.3, and 460 µs instead
of 450, where XLA's own form takes 1,030.
"""


@dataclass(frozen=True, eq=False)
class StepForm:
    """A step in the form that suits a loop, called as the step it came from."""

    function: Callable[..., Any]
    # How to compile a loop over it (`jax.jit`'s argument).
    compiler_options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    operations: int = 0  # that it has, or would have, rewritten; 0 where not counted
    made_up_after: float = 0  # steps, which make up for what compiling it rewritten takes longer
    rewritten: bool = False
    left: bool = False  # as it was, once rewriting was considered
    native: bool = False  # whether to ask for it as one native function, however large ...
    native_loops: bool = False  # ... and for a loop over it
    # The same step, for a training loop that carries the stacks of the scans in it.
    looping: WithStacks | None = None

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments)


def unfused(step: Captured) -> StepForm:
    """Make a step fit for a loop with the same results bit for bit."""
    if not device().rewrites:
        return StepForm(replay(step, NO_RULES))
    plain = traced_once(replay(step, PLAIN))
    inlined = capture(plain, *step.example)
    form = _as_kernel_calls(plain) if compares_with_itself(inlined) else plain
    return StepForm(form, compiler_options.of_kernel_calls(inlined))


def fuse(step: Captured, beside: Iterable[StepForm] = (), steps: float = math.inf) -> StepForm:
    """Rewrite a step: equal within float32 rounding, faster.

    All products of a step are rewritten, or none: a loop with one product left to XLA is either a
    list of kernel calls, in which rewriting the others gains nothing, or one native function, in
    which XLA's own product is up to fifty times slower than the library's. None, too, where XLA's
    convolutions together are the faster ones: of 18 networks of one to three convolutions of 1 to
    64 channels, on images of 8×8 to 32×32, those that are rewritten take 0.2 to 0.9 times as long;
    of 20 with depthwise or grouped convolutions, or of images in space, 0.05 to 0.3 times.
    The forms were measured on CPUs; for another device the step stays as it is (`devices`).

    Args:
        step: a function that already contains its gradients, as `keras.Model.train_step` does;
            the result is not meant to be differentiated.
        beside: steps for other batches in the same program; `MOST_OPERATIONS` is for all together.
        steps: of the whole training; inf where that is not known.
    """
    if not device().rewrites:
        return StepForm(replay(step, NO_RULES))
    plain = traced_once(replay(step, LEFT))
    as_calls = compiler_options.of_kernel_calls(step)
    if is_kernel_calls(step, RULES):
        return StepForm(plain, as_calls)
    others = list(beside)
    taken = sum(other.operations for other in others if other.rewritten)
    if not taken and costs.is_of_vectors(step):
        return StepForm(plain, as_calls, left=True)
    count, after = 0, 0.0
    # Beside a step that is left, none: the loop around both is no native function.
    if not any(other.left for other in others) and costs.pays(step):
        count = written_operations(step, LONGER_FORMS)  # a loop's body counts once
        after = made_up_after(count, costs.saved(step))
        if after <= steps and count + taken <= MOST_OPERATIONS:
            written = without_cheap_stacks(capture(replay(step, RULES), *step.example))
            if not compares_with_itself(written) and not is_kernel_calls(written):
                by_vectors = in_one_row(capture(by_columns(written), *step.example))
                names = {each.primitive.name for each in operations(step)}
                looping = None
                if "scan" in names:
                    looping = with_stacks(capture(by_vectors, *step.example))
                return StepForm(
                    looping.alone if looping else traced_once(by_vectors),
                    compiler_options.NATIVE,
                    count,
                    after,
                    rewritten=True,
                    looping=looping,
                    native=costs.is_large(step) and has_native_form(written),
                    native_loops=not NATIVE_LOOPS.isdisjoint(names),
                )
    options = compiler_options.NATIVE if taken else as_calls
    return StepForm(_as_kernel_calls(plain), options, count, after, left=True)


def around(step: Callable[..., Any], loop: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """A loop over a step, or a step outside of loops, as one native function where that is faster.

    Other loops than `NATIVE_LOOPS` are left to XLA: its kernels are the faster ones where arrays
    are large, a tanh of 256 × 4,096 numbers by a factor of four.
    """
    if isinstance(step, StepForm) and step.native and (loop is None or step.native_loops):
        return natively(loop or step)
    return loop or step


def repeated(
    step: Callable[..., Any], count: Any, state: T, batch: Callable[[Any], Any], logs: Any
) -> tuple[T, Any]:
    """`count` steps, (state, batch) → state, logs; the last one's logs.

    logs: zeros in their shape; None where they are not wanted.
    """
    looping = step.looping if isinstance(step, StepForm) else None

    def once(k: Any, carried: Any) -> Any:
        stacks, state, _ = carried
        if looping is None:
            state, found = step(state, batch(k))
        else:
            (state, found), stacks = looping.function(stacks, state, batch(k))
        return stacks, state, None if logs is None else found

    start = ([] if looping is None else looping.empty(), state, logs)
    _, state, logs = around(step, partial(lax.fori_loop, 0, count, once))(start)
    return state, logs


def _as_kernel_calls(step: Callable[..., Any]) -> Callable[..., Any]:
    """The step with a sort in it, of one result paired with itself, which changes nothing.

    XLA compiles a loop with a sort into kernel calls whatever its size. Without it a step of, say,
    one convolution and a sigmoid would become native code, with XLA's slow convolution in it.
    """

    def with_sort(*arguments: Any) -> Any:
        leaves, structure = jax.tree.flatten(step(*arguments))
        sizes = {
            place: leaf.size
            for place, leaf in enumerate(leaves)
            if leaf.dtype == jnp.float32 and leaf.size
        }
        if sizes:
            place = min(sizes, key=lambda place: sizes[place])
            flat = leaves[place].reshape(-1)
            same = lax.sort(jnp.stack([flat[0], flat[0]]))[:1]
            leaves[place] = jnp.concatenate([same, flat[1:]]).reshape(leaves[place].shape)
        return jax.tree.unflatten(structure, leaves)

    return traced_once(with_sort)
