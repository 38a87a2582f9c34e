"""What is drawn of a trace: a box a node, or a box a layer where there are many nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from graphlib import TopologicalSorter

from glassnet.text.numbers import brief
from glassnet.tracing.nodes import TracedNode
from glassnet.tracing.numbers import size_of

LOSS = "loss"  # the layer that computes it
MOST_SINGLE = 60  # boxes; of more, each layer becomes one
MOST_TOLD = 12  # nodes of one box, those nearest to the loss
ROOM = 24  # characters of the numbers in a box

Tell = Callable[[TracedNode], str]


@dataclass(frozen=True)
class Box:
    """What is drawn of a node, or of a layer's nodes together.

    told: its formulas with numbers. paths: of one node those to the loss. operands: names of the
    boxes it is made from. strength: of its gradient, 0 to 1.
    """

    name: str
    lines: tuple[str, str, str]
    told: str
    paths: str
    operands: tuple[str, ...]
    is_input: bool
    strength: float


def boxes_of(
    nodes: Sequence[TracedNode],
    *,
    fold: bool | None = None,
    told: Tell = lambda node: node.name,
    paths: Tell = lambda node: "",
) -> list[Box]:
    """The boxes, operands first.

    told, paths: what is said of one node.
    fold: whether each layer is one box. None: the loss is one, and of more than 60 boxes each
    layer. Where these are still more, a layer's time steps are together, and then its weights too.
    """
    place = _places_of(nodes, fold)
    members: dict[str, list[TracedNode]] = {}
    for node in nodes:
        members.setdefault(place[node.name], []).append(node)
    largest = max((size_of(node.gradient) for node in nodes), default=0.0)
    made_from = {
        name: tuple(
            dict.fromkeys(
                place[operand]
                for node in some
                for operand in node.operands
                if operand in place and place[operand] != name
            )
        )
        for name, some in members.items()
    }
    return [
        _box(name, members[name], made_from[name], largest, told, paths)
        for name in _sorted(made_from)
    ]


def _places_of(nodes: Sequence[TracedNode], fold: bool | None) -> dict[str, str]:
    """The box of each node, by their names."""
    if fold is False:
        return {node.name: node.name for node in nodes}
    folds = (_by_layer, _by_steps, _with_weights({_by_steps(node) for node in nodes if node.layer}))
    folds = (_by_loss, *folds) if fold is None else folds
    place: dict[str, str] = {}
    for by in folds:
        place = _without_circles(nodes, by)
        if len(set(place.values())) <= MOST_SINGLE:
            break
    return place


def _by_loss(node: TracedNode) -> str:
    return LOSS if node.layer == LOSS else node.name


def _by_layer(node: TracedNode) -> str:
    """A layer's box; an input has its own."""
    return node.layer or node.name


def _by_steps(node: TracedNode) -> str:
    """Of a recurrent layer all steps, and what is inside them, together."""
    return _by_layer(node).partition("[")[0]


def _with_weights(layers: Set[str]) -> Callable[[TracedNode], str]:
    """A layer's weights in its box; data have their own."""

    def by(node: TracedNode) -> str:
        inside = [layer for layer in layers if node.name.startswith(f"{layer}/")]
        return _by_steps(node) if node.layer else max(inside, key=len, default=node.name)

    return by


def _without_circles(
    nodes: Sequence[TracedNode], by: Callable[[TracedNode], str]
) -> dict[str, str]:
    """The box of each node.

    Of a layer that goes on with what others made of its own results (one that is used twice, or a
    recurrent one before and after its steps) the second part has a box of its own, marked by ′.
    """
    place: dict[str, str] = {}
    latest: dict[str, str] = {}
    made_from: dict[str, set[str]] = {}
    for node in nodes:
        box = latest.setdefault(by(node), by(node))
        operands = {place[each] for each in node.operands if each in place} - {box}
        if box in made_from and _reaches(operands, box, made_from):
            box = latest[by(node)] = f"{box}′"
        made_from.setdefault(box, set()).update(operands - {box})
        place[node.name] = box
    return place


def _reaches(starts: Set[str], wanted: str, made_from: Mapping[str, Set[str]]) -> bool:
    """Whether some of the boxes is made from another, directly or not."""
    seen = set(starts)
    waiting = list(starts)
    while waiting:
        further = made_from[waiting.pop()] - seen
        if wanted in further:
            return True
        seen |= further
        waiting += further
    return False


def _sorted(made_from: Mapping[str, Sequence[str]]) -> list[str]:
    """In an order in which operands come first."""
    return list(TopologicalSorter(made_from).static_order())


def _box(
    name: str,
    nodes: Sequence[TracedNode],
    operands: tuple[str, ...],
    largest: float,
    told: Tell,
    paths: Tell,
) -> Box:
    last = nodes[-1]
    strength = max(size_of(node.gradient) for node in nodes)
    said = [told(node) for node in nodes[-MOST_TOLD:]]
    if len(nodes) > MOST_TOLD:
        said = [f"… ({len(nodes)})", *said]
    gradient = "" if last.gradient is None else f"∂ {brief(last.gradient, ROOM - 2)}"
    return Box(
        name,
        (
            brief(last.value, ROOM),
            name if len(nodes) == 1 else f"{name} ({len(nodes)})",
            gradient,
        ),
        "\n\n".join(said),
        paths(last) if len(nodes) == 1 else "",
        operands,
        not last.formula,
        strength / largest if largest else 0.0,
    )
