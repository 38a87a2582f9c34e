"""Which form of a small matrix product is fastest inside a compiled loop: the measured table.

    python benchmarks/forms.py                 # each form for some shapes, µs
    python benchmarks/forms.py --grid          # the chosen form against XLA's own product
    python benchmarks/forms.py 32x64x32:nt     # one product; n, t: operands as they are, transposed
    python benchmarks/forms.py --left          # what is left to XLA's libraries, in other shapes

A product [m, k] × [k, n] runs in a loop that also changes its operands and adds up its results, as
training does; the time of that loop without a product is taken off. XLA's product is measured where
it is a library's: in a loop that a sort keeps from becoming one native function.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import glassnet  # noqa: F401  # sets XLA's options before JAX starts

import jax  # isort: skip
import jax.numpy as jnp
import numpy as np
from jax import lax

from glassnet.graph.capture import capture
from glassnet.graph.replay import replay
from glassnet.training.fusion import compiler_options, matrix_products, product_forms
from glassnet.training.fusion.fuse import LEFT
from glassnet.training.fusion.product_forms import Form, Shape

Product = Callable[[jax.Array, jax.Array], jax.Array]

FORMS = {
    "outer sum": Form(product_forms.outer_sum),
    "outer sum, straight": Form(product_forms.outer_sum, straighten=True),
    "outer loop": Form(product_forms.outer_loop),
    "outer loop, straight": Form(product_forms.outer_loop, straighten=True),
    "outer loop, padded": Form(product_forms.outer_loop, straighten=True, pad=True),
    "broadcast": Form(product_forms.broadcast),
}
SHAPES = (
    *("4x10x10:nn", "32x4x32:nn", "32x32x16:nn", "32x64x32:nn", "32x32x10:nn", "32x288x10:nn"),
    *("64x32x32:tn", "10x32x32:tn", "288x32x10:tn", "9x1152x8:nn", "1152x9x8:nn"),
    *("32x10x32:nt", "32x64x16:nt", "32x10x288:nt", "64x64x64:nn", "128x128x16:nn"),
)
GRID = (1, 10, 32, 128)
# Operations of attention and Dense on sequences, and their operands' shapes.
LEFT_TO_XLA: Mapping[str, tuple[Product, Sequence[tuple[int, ...]]]] = {
    "32×64 weights' gradient, 32 rows of 16": (
        lambda d, x: lax.dot_general(d, x, (((0, 1), (0, 1)), ((), ()))).T,
        [(32, 16, 64), (32, 16, 32)],
    ),
    "1×32×4×16 sums of 16 products": (
        lambda a, b: jnp.sum(a * b, -1),
        [(1, 32, 4, 16, 16), (1, 32, 4, 16, 16)],
    ),
}
REPEATS = 7
RUN_SECONDS = 2e-3  # short enough to fit between the interruptions of a busy machine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shapes", nargs="*", default=SHAPES)
    parser.add_argument("--grid", action="store_true")
    parser.add_argument("--left", action="store_true")
    arguments = parser.parse_args()
    if arguments.left:
        compare_left()
    elif arguments.grid:
        compare_on_grid()
    else:
        print_table([parse(text) for text in arguments.shapes])


def parse(text: str) -> Shape:
    sizes, _, transposed = text.partition(":")
    m, k, n = map(int, sizes.split("x"))
    return Shape(m, k, n, *(letter == "t" for letter in transposed or "nn"))


def name(shape: Shape) -> str:
    letters = "".join("nt"[t] for t in (shape.left_transposed, shape.right_transposed))
    return f"{shape.m}x{shape.k}x{shape.n}:{letters}"


def print_table(shapes: Sequence[Shape]) -> None:
    print(f"{'':16}{'XLA':>8}" + "".join(f"{form:>22}" for form in FORMS) + "  chosen, µs")
    for shape in shapes:
        forms = {form: own(shape, FORMS[form]) for form in FORMS}
        times = measure(shape, forms | {"chosen": ours(shape)})
        cells = "".join(f"{times[form]:22.2f}" for form in FORMS)
        print(f"{name(shape):16}{times['XLA']:8.2f}{cells}{times['chosen']:12.2f}", flush=True)


def compare_on_grid() -> None:
    """Every product of the grid that `LARGEST` lets us rewrite, slowest against XLA last."""
    ratios: list[tuple[float, str]] = []
    for (m, k, n), letters in itertools.product(
        itertools.product(GRID, repeat=3), ("nn", "nt", "tn")
    ):
        shape = parse(f"{m}x{k}x{n}:{letters}")
        if shape.multiplications <= matrix_products.LARGEST:
            times = measure(shape, {"ours": ours(shape)})
            ratios.append((times["ours"] / times["XLA"], name(shape)))
    for ratio, text in sorted(ratios)[-25:]:
        print(f"{text:16} ours / XLA {ratio:.2f}")
    print(f"{len(ratios)} products, median {statistics.median(r for r, _ in ratios):.2f}")
    print(f"more than 1.15 times XLA: {sum(ratio > 1.15 for ratio, _ in ratios)}")


def compare_left() -> None:
    """Each operation as it is and as the rules of `LEFT` write it, µs."""
    steps = 300
    for title, (function, shapes) in LEFT_TO_XLA.items():
        rng = np.random.default_rng(0)
        operands = [jnp.asarray(rng.normal(size=shape), "float32") for shape in shapes]
        written = replay(capture(function, *operands), LEFT)
        seconds = [least(repeat(form, operands, steps)) for form in (function, written)]
        before, after = (each / steps * 1e6 for each in seconds)
        print(f"{title:40} as it is {before:6.1f}, as written {after:6.1f}")


def repeat(function: Product, operands: Sequence[jax.Array], steps: int) -> Callable[[], None]:
    """A loop of kernel calls over a function, its first operand another one each time."""

    def step(_: Any, carry: Any) -> Any:
        first, mark = carry
        mark = lax.sort(jnp.stack([mark, mark]))[0]
        return first * 0.9999, mark + function(first, *operands[1:]).ravel()[0] * 1e-9

    def run(first: Any, count: Any) -> Any:
        return lax.fori_loop(0, count, step, (first, jnp.float32(1)))

    compiled = jax.jit(run)
    jax.block_until_ready(compiled(operands[0], steps))
    return lambda: jax.block_until_ready(compiled(operands[0], steps)) and None


def least(call: Callable[[], None]) -> float:
    """Seconds of the shortest of some calls."""
    taken: list[float] = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return min(taken)


def ours(shape: Shape) -> Product:
    return lambda a, b: product_forms.multiply(a, b, shape.left_transposed, shape.right_transposed)


def own(shape: Shape, form: Form) -> Product:
    return lambda a, b: product_forms.compute(shape, form, a, b)


def library(shape: Shape) -> Product:
    axes = ((0 if shape.left_transposed else 1,), (1 if shape.right_transposed else 0,))
    return lambda a, b: lax.dot_general(a, b, (axes, ((), ())))


def measure(shape: Shape, forms: dict[str, Product]) -> dict[str, float]:
    """µs a product: of each form, and of "XLA"."""
    steps = max(20, min(20_000, int(RUN_SECONDS * 20e9 / (shape.multiplications + 5_000))))
    empty = lambda a, b: jnp.zeros((shape.m, shape.n))
    options = dict(compiler_options.NATIVE)
    runs = {form: loop(shape, product, steps, options) for form, product in forms.items()}
    runs["empty"] = loop(shape, empty, steps, options)
    runs["XLA"] = loop(shape, library(shape), steps, {}, apart=True)
    runs["empty, apart"] = loop(shape, empty, steps, {}, apart=True)
    seconds: dict[str, list[float]] = {run: [] for run in runs}
    for _ in range(REPEATS):  # in turns, so that a slow moment hits all alike
        for run, call in runs.items():
            began = time.perf_counter()
            call()
            seconds[run].append(time.perf_counter() - began)
    least = {run: min(times) / steps * 1e6 for run, times in seconds.items()}
    times = {form: least[form] - least["empty"] for form in forms}
    # What remains where a product costs no more than writing zeros is noise.
    return {form: max(t, 0.01) for form, t in times.items()} | {
        "XLA": max(least["XLA"] - least["empty, apart"], 0.01)
    }


def loop(
    shape: Shape, product: Product, steps: int, options: dict[str, Any], apart: bool = False
) -> Callable[[], None]:
    rng = np.random.default_rng(0)
    m, k, n, left_transposed, right_transposed = shape
    a = rng.normal(size=(k, m) if left_transposed else (m, k)).astype("float32")
    b = rng.normal(size=(n, k) if right_transposed else (k, n)).astype("float32")

    zeros = jnp.zeros((n, m) if left_transposed else (m, n))

    def step(_: Any, carry: Any) -> Any:
        a, b, total, mark = carry
        mark = lax.sort(jnp.stack([mark, mark]))[0] if apart else mark
        result = product(a, b)
        # JAX writes a weight's gradient as the transpose of such a product.
        result = result.T if left_transposed else result
        return a * 0.9999, b * 0.9999, total * 0.5 + result, mark

    def run(a: Any, b: Any, count: Any) -> Any:
        return lax.fori_loop(0, count, step, (a, b, zeros, jnp.float32(1)))

    arguments = (jnp.asarray(a), jnp.asarray(b), jnp.int32(steps))
    compiled = jax.jit(run).lower(*arguments).compile(compiler_options=options)
    jax.block_until_ready(compiled(*arguments))
    return lambda: jax.block_until_ready(compiled(*arguments)) and None


if __name__ == "__main__":
    main()
