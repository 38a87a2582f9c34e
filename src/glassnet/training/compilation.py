"""Functions compiled ahead of their call, how much one call gets to do, and what a model keeps."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from glassnet.graph.capture import Captured, capture, operations
from glassnet.graph.flops import flops
from glassnet.training import keras_model
from glassnet.training.keras_model import Model, References, Tree
from glassnet.training.processes import said_by_all

T = TypeVar("T")

# XLA splits large operations between threads. Where it made the loop around one of them a native
# function as well (see glassnet.backend), the two cannot be linked: "Symbols not found:
# __xla_cpu_runtime_ParallelForkJoin".
WITHOUT_THREADS: Mapping[str, Any] = {"xla_disable_hlo_passes": "cpu-parallel-task-assigner"}

# Of one call: after it the progress bar moves and Ctrl-C is answered. What lies between two calls
# takes 3 ms with the hundred arrays of two transformer blocks.
CHUNK_SECONDS = 0.25
CHUNK_GROWTH = (
    16  # a chunk is at most this many times the last one: the first ones measure the speed
)


class CompiledFunction:
    """A pure function of pytrees of arrays, compiled once for each structure and shapes of them.

    As `jax.jit`, but compiling is apart from running: its time can be left out of a chunk's, and
    the cost of a call is known before it is compiled.

    Args:
        function: the function to compile.
        options: gives `jax.jit`'s `compiler_options` for the function as it was traced.
        donated: donate the buffers of the first argument, as Keras' `fit` does with a model's
            variables: a large network then trains in place, in half of the memory.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        options: Callable[[Captured], Mapping[str, Any]] = lambda _: {},
        *,
        donated: bool = False,
    ) -> None:
        self._jitted = jax.jit(function, donate_argnums=(0,) if donated else ())
        self._options = options
        self._traced: dict[Any, Any] = {}
        self._executables: dict[Any, Any] = {}
        self._flops: dict[Any, int] = {}
        self.compile_seconds = 0.0  # all its compilations so far

    def __call__(self, *arguments: Any) -> Any:
        key = hashable_shapes(arguments)
        executable = self._executables.get(key)
        if executable is None:
            began = time.perf_counter()
            executable = self._executables[key] = self._compile(key, arguments)
            self.compile_seconds += time.perf_counter() - began
        return executable(*arguments)

    def flops(self, *arguments: Any) -> int:
        """`graph.flops.flops` of a call."""
        key = hashable_shapes(arguments)
        if key not in self._flops:
            self._flops[key] = flops(_captured(self._trace(key, arguments), arguments))
        return self._flops[key]

    def _compile(self, key: Any, arguments: tuple[Any, ...]) -> Any:
        traced = self._trace(key, arguments)
        with uncollected():
            lowered = traced.lower()
        options = dict(self._options(_captured(traced, arguments)))
        try:
            return lowered.compile(options)
        except jax.errors.JaxRuntimeError:
            return lowered.compile({**options, **WITHOUT_THREADS})

    def _trace(self, key: Any, arguments: tuple[Any, ...]) -> Any:
        if key not in self._traced:
            with uncollected():
                self._traced[key] = self._jitted.trace(*arguments)
        return self._traced[key]


def _captured(traced: Any, arguments: tuple[Any, ...]) -> Captured:
    structure = jax.tree.structure
    return Captured(traced.jaxpr, structure(arguments), structure(traced.out_info))


@contextmanager
def uncollected() -> Generator[None]:
    """Without Python's garbage collector, as it is for one trace.

    A trace makes 100,000 objects that stay. Looking through them, and through all that Keras and
    JAX hold, again and again takes 0.2 s of the 1.5 s of a first call (784-128-10).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def shapes_of(tree: Tree) -> Tree:
    """A `jax.ShapeDtypeStruct` for each array."""
    return jax.tree.map(lambda a: jax.ShapeDtypeStruct(np.shape(a), a.dtype), tree)


def zeros_of(shapes: Tree, *leading: int) -> Tree:
    """Arrays of zeros of these shapes, with more axes before them."""
    return jax.tree.map(lambda s: jnp.zeros((*leading, *s.shape), s.dtype), shapes)


def tree_bytes(tree: Tree) -> int:
    """The size of all arrays, or of all shapes, together."""
    return sum(leaf.size * leaf.dtype.itemsize for leaf in jax.tree.leaves(tree))


def hashable_shapes(tree: Tree) -> Any:
    """Structure, shapes and dtypes, as a key."""
    leaves, structure = jax.tree.flatten(tree)
    return structure, tuple((np.shape(leaf), leaf.dtype) for leaf in leaves)


class ChunkSize:
    """How many steps take about a chunk's time, learned from how long the last chunk took."""

    def __init__(self) -> None:
        self.steps = 1

    def next(self, left: int | None) -> int:
        """How many steps to take next, of those `left` in the epoch (None: unknown).

        All of them where they take less than a chunk and a half: each call has a price.
        """
        if left is not None and left <= 1.5 * self.steps:
            return left
        return self.steps

    def measure(self, steps: int, seconds: float) -> None:
        """Learn from a chunk of `steps` that took `seconds`, compilation not counted.

        Of several processes the slowest counts: all have to take equally many steps.
        """
        seconds = max(said_by_all(seconds))
        fitting = int(steps * CHUNK_SECONDS / max(seconds, 1e-9))
        self.steps = max(1, min(fitting, CHUNK_GROWTH * max(self.steps, steps)))


class _Kept:
    """The programs compiled for a model. A class of its own: Keras would save a dict it finds."""

    def __init__(self, identity: tuple[Any, ...]) -> None:
        self.identity = identity
        self.programs: dict[Any, Any] = {}


_ATTRIBUTE = "_glassnet_programs"


def kept_with_model(model: Model, key: Any, make: Callable[[], T]) -> T:
    """Return what `make` gave for this model and key; call it if nothing is kept yet.

    Compiling the model anew, or freezing layers, discards all that is kept with it.
    """
    found = model.__dict__.get(_ATTRIBUTE)
    if found is None or not keras_model.same_identity(found.identity, model):
        found = _Kept(keras_model.compile_identity(model))
        object.__setattr__(model, _ATTRIBUTE, found)  # past Keras' tracking of attributes
    if key not in found.programs:
        found.programs[key] = make()
    return found.programs[key]


def kept_result(make: Callable[..., T], model: Model, *arguments: Tree) -> T:
    """`make(model, *arguments)` as it was first, for arguments and variables of these shapes.

    For what is as true, and as long, as the captured step: a picture of it, or the model's summary.
    """
    shapes = hashable_shapes((References.of(model).read(), arguments))
    return kept_with_model(model, (make, shapes), lambda: make(model, *arguments))


def captured(kind: Callable[..., Any], model: Model, example: tuple[Any, ...]) -> Captured:
    """`kind(model, …)` as it was when first traced for arguments like these.

    Traced once, because Keras takes 0.1 s to run through, and because Keras' own fit traces once,
    too: both keep what they read from layers (a Dropout's rate) until the model is compiled anew.

    example: pytrees of arrays or `jax.ShapeDtypeStruct`.
    """

    def make() -> Captured:
        with uncollected():
            return capture(partial(kind, model), *example)

    return kept_with_model(model, (captured, kind, hashable_shapes(example)), make)


def forward_operations(model: Model) -> int:
    """Operations of a model's forward pass in training, traced and not compiled.

    0 for a model whose shapes are not known before it sees data.
    """
    inputs = getattr(model, "inputs", None)
    if not model.built or not inputs or any(None in each.shape[1:] for each in inputs):
        return 0
    shape_of = lambda each: jax.ShapeDtypeStruct((each.shape[0] or 1, *each.shape[1:]), each.dtype)
    given = getattr(model, "input", inputs[0])  # a Sequential may have none
    example = jax.tree.unflatten(jax.tree.structure(given), list(map(shape_of, inputs)))
    values = References.of(model).read()
    forward = lambda *given: model.stateless_call(*given, training=True)
    found = capture(forward, values.trainable, values.non_trainable, example)
    return sum(1 for _ in operations(found))
