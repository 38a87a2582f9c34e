"""Views of a node's numbers, as NumPy writes them: `x[:,0]`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from glassnet.graph.graph import Node, Step


@dataclass(frozen=True)
class View:
    """Numbers of a base array, and the order of their axes."""

    template: str  # what is indexed, {} for the base's name
    is_reshaped: bool  # whether that has other axes than the base
    sizes: tuple[int, ...]  # of its axes
    places: tuple[range, ...]  # that are taken along each
    dropped: frozenset[int]  # the axes of one place that the view does not have
    axes: tuple[int | None, ...]  # of the view, in `sizes`; None where numbers are repeated

    @classmethod
    def whole(
        cls, shape: Sequence[int], template: str = "{}", *, is_reshaped: bool = False
    ) -> View:
        """All numbers of an array of this shape."""
        places, axes = tuple(map(range, shape)), tuple(range(len(shape)))
        return cls(template, is_reshaped, tuple(shape), places, frozenset(), axes)

    @property
    def index(self) -> str:
        """`[:,0]`; "" for all numbers."""
        written = [
            _slice(places, size, axis in self.dropped)
            for axis, (places, size) in enumerate(zip(self.places, self.sizes, strict=True))
        ]
        while written and written[-1] == ":":
            written.pop()
        return f"[{','.join(written)}]" if written else ""

    @property
    def is_transposed(self) -> bool:
        """Whether its last two axes are swapped; other orders are not written."""
        kept = [axis for axis in self.axes if axis is not None]
        return len(kept) > 1 and [*kept[:-2], kept[-1], kept[-2]] == sorted(kept)

    def target(self, name: str) -> str:
        """Its place in the base, `[:,0]` or `reshape(x)[2]`; "" for all of it."""
        is_whole = self.template == "{}" and not self.index
        return self.text(name) if self.is_reshaped and not is_whole else self.index

    def text(self, name: str) -> str:
        """The view in terms of its base's name: `x[:,0]ᵀ`."""
        index, base = self.index, self.template.format(name)
        base = f"reshape({base})" if index and self.is_reshaped else base
        return base + index + ("ᵀ" if self.is_transposed else "")

    def sliced(self, slices: Mapping[int, slice]) -> View:
        """Slice some axes."""
        places = list(self.places)
        for axis, each in slices.items():
            base_axis = self.axes[axis]
            if base_axis is not None:
                places[base_axis] = places[base_axis][each]
        return replace(self, places=tuple(places))

    def squeezed(self, axes: Collection[int]) -> View:
        """Drop axes of one place."""
        gone = {base for axis, base in enumerate(self.axes) if axis in axes and base is not None}
        left = tuple(base for axis, base in enumerate(self.axes) if axis not in axes)
        return replace(self, dropped=self.dropped | gone, axes=left)

    def reshaped(self, old: Sequence[int], new: Sequence[int]) -> View:
        """The same numbers in another shape; axes of one place may come and go."""
        if [size for size in old if size != 1] != [size for size in new if size != 1]:
            return View.whole(new, self.text("{}"), is_reshaped=True)
        waiting = list(enumerate(old))
        axes: list[int | None] = []
        gone: set[int] = set()
        for size in (*new, 0):
            while size != 1 and waiting and waiting[0][1] == 1:
                gone.add(waiting.pop(0)[0])
            has_axis = size and waiting and waiting[0][1] == size
            axes.append(self.axes[waiting.pop(0)[0]] if has_axis else None)
        return replace(self.squeezed(gone), axes=tuple(axes[:-1]))


def view_after(view: View, step: Step, result: Node) -> View:
    """The view that a step that only moves numbers makes of its first operand's view."""
    return MOVED.get(step.operation, _reshape)(view, step, result)


def _reshape(view: View, step: Step, result: Node) -> View:
    return view.reshaped(step.operands[0].shape, result.shape)


def _take_slice(view: View, step: Step, result: Node) -> View:
    starts, limits = step.params["start_indices"], step.params["limit_indices"]
    strides = step.params["strides"] or [1] * len(starts)
    found = view.sliced(dict(enumerate(map(slice, starts, limits, strides))))
    return found if len(result.shape) == len(starts) else found.squeezed((0,))


def _broadcast(view: View, step: Step, result: Node) -> View:
    axes: list[int | None] = [None] * len(result.shape)
    for axis, place in enumerate(step.params["broadcast_dimensions"]):
        if step.operands[0].shape[axis] == result.shape[place]:
            axes[place] = view.axes[axis]
    return replace(view, axes=tuple(axes))


def _part_of(sizes: Sequence[int], number: int) -> slice:
    start = sum(sizes[:number])
    return slice(start, start + sizes[number])


def _split(view: View, step: Step, result: Node) -> View:
    part = _part_of(step.params["sizes"], step.results.index(result))
    return view.sliced({step.params["axis"]: part})


MOVED: Mapping[str, Callable[[View, Step, Node], View]] = {
    "broadcast_in_dim": _broadcast,
    "rev": lambda view, step, result: view.sliced(
        dict.fromkeys(step.params["dimensions"], slice(None, None, -1))
    ),
    "slice": _take_slice,
    "split": _split,
    "squeeze": lambda view, step, result: view.squeezed(step.params["dimensions"]),
    "transpose": lambda view, step, result: replace(
        view, axes=tuple(view.axes[axis] for axis in step.params["permutation"])
    ),
}


def operand_in_result(step: Step, number: int) -> View:
    """The place of an operand's numbers in the result of a concatenation or a stack."""
    whole = View.whole(step.results[0].shape)
    if step.operation == "stack":
        return whole.sliced({0: slice(number, number + 1)}).squeezed((0,))
    axis = step.params["dimension"]
    return whole.sliced({axis: _part_of([each.shape[axis] for each in step.operands], number)})


def _slice(places: range, size: int, is_dropped: bool) -> str:
    """`:`, `0`, `1:`, `:−1`, `::−1`."""
    if places == range(size):
        return ":"
    if is_dropped:
        return str(places[0])
    if len(places) == 1:
        return f"{places[0]}:{places[0] + 1}"
    step = "" if places.step == 1 else f":{places.step}"
    if places.step < 0:
        start = "" if places.start == size - 1 else str(places.start)
        stop = "" if places.stop < 0 else str(places.stop)
    else:
        start = str(places.start) if places.start else ""
        all_but_last = not places.start and places.stop == size - 1 and size > 2 and not step
        stop = "" if places.stop >= size else "-1" if all_but_last else str(places.stop)
    return f"{start}:{stop}{step}".replace("-", "−")
