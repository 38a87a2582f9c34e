"""Which numbers of its origin a node has that moves alone made, as Python writes it: `x[:,0]`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from glassnet.graph.graph import Node, Step


@dataclass(frozen=True)
class Part:
    """A choice of numbers, and the order in which they lie.

    written: what is chosen from, {} for the origin's name. reshaped: whether it has other axes than
    the origin. sizes: of its axes. chosen: the places along each. dropped: those of one place that
    the part has no axis for. axes: of each axis of the part, which it is of these; None of one
    along which numbers are repeated.
    """

    written: str
    reshaped: bool
    sizes: tuple[int, ...]
    chosen: tuple[range, ...]
    dropped: frozenset[int]
    axes: tuple[int | None, ...]

    @classmethod
    def whole(cls, shape: Sequence[int], written: str = "{}", *, reshaped: bool = False) -> Part:
        """All numbers of what has this shape."""
        places = tuple(map(range, shape))
        return cls(written, reshaped, tuple(shape), places, frozenset(), tuple(range(len(places))))

    @property
    def index(self) -> str:
        """`[:,0]`; "" where all are taken."""
        said = [
            _places(places, size, axis in self.dropped)
            for axis, (places, size) in enumerate(zip(self.chosen, self.sizes, strict=True))
        ]
        while said and said[-1] == ":":
            said.pop()
        return f"[{','.join(said)}]" if said else ""

    @property
    def is_turned(self) -> bool:
        """Whether its last two axes are the other way round. Other orders are not told."""
        kept = [axis for axis in self.axes if axis is not None]
        return len(kept) > 1 and [*kept[:-2], kept[-1], kept[-2]] == sorted(kept)

    def place(self, name: str) -> str:
        """`[:,0]`: where in the origin it lies; "" of all of it."""
        whole = self.written == "{}" and not self.index
        return self.text(name) if self.reshaped and not whole else self.index

    def text(self, name: str) -> str:
        """`x[:,0]ᵀ`: the part by its origin's name."""
        index, base = self.index, self.written.format(name)
        base = f"reshape({base})" if index and self.reshaped else base
        return base + index + ("ᵀ" if self.is_turned else "")

    def taken(self, places: Mapping[int, slice]) -> Part:
        """Of it what lies at these places of its axes."""
        chosen = list(self.chosen)
        for axis, some in places.items():
            of = self.axes[axis]
            if of is not None:
                chosen[of] = chosen[of][some]
        return replace(self, chosen=tuple(chosen))

    def without(self, axes: Collection[int]) -> Part:
        """Without axes of one place."""
        gone = {of for axis, of in enumerate(self.axes) if axis in axes and of is not None}
        left = tuple(of for axis, of in enumerate(self.axes) if axis not in axes)
        return replace(self, dropped=self.dropped | gone, axes=left)

    def with_shape(self, old: Sequence[int], new: Sequence[int]) -> Part:
        """The same numbers in another shape; axes of one place come and go."""
        if [size for size in old if size != 1] != [size for size in new if size != 1]:
            return Part.whole(new, self.text("{}"), reshaped=True)
        waiting = list(enumerate(old))
        axes: list[int | None] = []
        gone: set[int] = set()
        for size in (*new, 0):
            while size != 1 and waiting and waiting[0][1] == 1:
                gone.add(waiting.pop(0)[0])
            has_axis = size and waiting and waiting[0][1] == size
            axes.append(self.axes[waiting.pop(0)[0]] if has_axis else None)
        return replace(self.without(gone), axes=tuple(axes[:-1]))


def moved(part: Part, step: Step, result: Node) -> Part:
    """What a move makes of a part of its first operand."""
    return MOVED.get(step.operation, _reshaped)(part, step, result)


def _reshaped(part: Part, step: Step, result: Node) -> Part:
    return part.with_shape(step.operands[0].shape, result.shape)


def _sliced(part: Part, step: Step, result: Node) -> Part:
    starts, limits = step.params["start_indices"], step.params["limit_indices"]
    strides = step.params["strides"] or [1] * len(starts)
    found = part.taken(dict(enumerate(map(slice, starts, limits, strides))))
    return found if len(result.shape) == len(starts) else found.without((0,))


def _repeated(part: Part, step: Step, result: Node) -> Part:
    axes: list[int | None] = [None] * len(result.shape)
    for axis, place in enumerate(step.params["broadcast_dimensions"]):
        if step.operands[0].shape[axis] == result.shape[place]:
            axes[place] = part.axes[axis]
    return replace(part, axes=tuple(axes))


def _split(part: Part, step: Step, result: Node) -> Part:
    number, sizes = step.results.index(result), step.params["sizes"]
    start = sum(sizes[:number])
    return part.taken({step.params["axis"]: slice(start, start + sizes[number])})


MOVED: Mapping[str, Callable[[Part, Step, Node], Part]] = {
    "broadcast_in_dim": _repeated,
    "rev": lambda part, step, result: part.taken(
        dict.fromkeys(step.params["dimensions"], slice(None, None, -1))
    ),
    "slice": _sliced,
    "split": _split,
    "squeeze": lambda part, step, result: part.without(step.params["dimensions"]),
    "transpose": lambda part, step, result: replace(
        part, axes=tuple(part.axes[axis] for axis in step.params["permutation"])
    ),
}


def joined(step: Step, number: int) -> Part:
    """Where in the result of a concatenation or a stack an operand's numbers lie."""
    whole = Part.whole(step.results[0].shape)
    if step.operation == "stack":
        return whole.taken({0: slice(number, number + 1)}).without((0,))
    axis = step.params["dimension"]
    sizes = [operand.shape[axis] for operand in step.operands]
    start = sum(sizes[:number])
    return whole.taken({axis: slice(start, start + sizes[number])})


def _places(places: range, size: int, alone: bool) -> str:
    """`:`, `0`, `1:`, `:−1`, `::−1`."""
    if places == range(size):
        return ":"
    if alone:
        return str(places[0])
    if len(places) == 1:
        return f"{places[0]}:{places[0] + 1}"
    step = "" if places.step == 1 else f":{places.step}"
    if places.step < 0:
        start = "" if places.start == size - 1 else str(places.start)
        stop = "" if places.stop < 0 else str(places.stop)
    else:
        start = str(places.start) if places.start else ""
        near = not places.start and places.stop == size - 1 and size > 2 and not step
        stop = "" if places.stop >= size else "-1" if near else str(places.stop)
    return f"{start}:{stop}{step}".replace("-", "−")
