"""The operations of a training step, for the Graphs page of TensorBoard.

TensorFlow programs show TensorFlow's graph there; this is the step's jaxpr. Scopes are layers, the
optimizer and the loss; the operations that compute gradients are in a scope of their own.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import jax
from tensorboard.compat.proto import event_pb2, graph_pb2, node_def_pb2

from glassnet.errors import SettingError
from glassnet.graph.capture import Equation, Params, is_literal
from glassnet.text import message
from glassnet.training import keras_model, refusals
from glassnet.training.compilation import captured
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import Model, References

MOST_NODES = 10_000  # of a graph, folded beyond
LONGEST_ATTRIBUTE = 200  # characters
_event: Any = event_pb2  # generated, without types
_graph: Any = graph_pb2
_node_def: Any = node_def_pb2


def step_graph(model: Model, x: Any, y: Any = None, *, most_nodes: int = MOST_NODES) -> Any:
    """The operations of Keras' own train step on one batch, as a GraphDef. Nothing is computed.

    A node an operation: its op is the name of JAX's primitive, its inputs (`node`, or `node:1` for
    a second result) made its operands. Operations inside a call, loop or branch are in the scope of
    its name. Beside them are the variables by their Keras paths (`Variable`, and `Assign` for their
    new values), the data `x` and `y` (`Placeholder`), constants (`Const`) and the logs
    (`Identity`).

    Args:
        model: a compiled keras.Model. One that is not built yet is built, as by `fit`, whose first
            epoch then draws one permutation less from NumPy's generator.
        x, y: the rows of one batch, as for `fit`.
        most_nodes: in a larger graph scopes become one node each, the innermost first, until it
            fits. The outermost are always left: layers, optimizer, loss, gradients.

    Raises:
        SettingError: the model is not compiled or cannot be traced, or `most_nodes` is below 1.
    """
    if most_nodes < 1:
        raise SettingError(message("graph-most-nodes", found=str(most_nodes)))
    refusals.check_compiled(model)
    batch = one_batch(model, x, y, caller="step_graph")
    references = References.of(model)
    step = captured(keras_model.train_step, model, (references.read(), batch))
    jaxpr: Any = step.jaxpr.jaxpr
    paths = [reference.path for group in references for reference in group]
    data = [_data_name(path) for path, _ in jax.tree_util.tree_leaves_with_path(batch)]

    graph = GraphBuilder()
    sources: Origins = {}
    kinds = ["Variable"] * len(paths) + ["Placeholder"] * len(data)
    for variable, name, kind in zip(jaxpr.invars, [*paths, *data], kinds, strict=True):
        sources[variable] = graph.add(name, kind, [], [variable])
    _add_jaxpr(graph, jaxpr, sources, scope="")

    _, logs = jax.tree.unflatten(step.results, jaxpr.outvars)
    for path, before, after in zip(paths, jaxpr.invars, jaxpr.outvars, strict=False):
        if after is not before:
            graph.add(f"{path}/update", "Assign", _known([after], sources), [after])
    for path, log in jax.tree_util.tree_leaves_with_path(logs):
        name = jax.tree_util.keystr(path, simple=True, separator="/")
        graph.add(f"logs/{name}", "Identity", _known([log], sources), [log])
    return graph.as_graph_def(most_nodes)


def graph_event(graph: Any) -> Any:
    """A GraphDef as the Event that TensorBoard shows as its run's graph; one a run."""
    return _event.Event(wall_time=time.time(), graph_def=graph.SerializeToString())


Origins = dict[Any, str]
"""The origin of each variable of a jaxpr: `node` or `node:1`."""


def _data_name(path: Sequence[Any]) -> str:
    """`x`, `y`, or `x/name` where they are structures."""
    inside = jax.tree_util.keystr(tuple(path[1:]), simple=True, separator="/")
    return f"{('x', 'y', 'sample_weight')[path[0].idx]}/{inside}"


def _add_jaxpr(graph: GraphBuilder, jaxpr: Any, sources: Origins, scope: str) -> None:
    """A node a constant and an operation; `sources` learns where its results come from."""
    for variable in jaxpr.constvars:
        sources[variable] = graph.add(f"{scope}/constant", "Const", [], [variable])
    for equation in jaxpr.eqns:
        name = graph.unique_name(f"{scope}/{_scope(equation, scope)}/{_title(equation)}")
        bodies = list(_bodies(equation))
        fed = {id(operand) for _, _, operands in bodies for operand in operands}
        inputs = _known([atom for atom in equation.invars if id(atom) not in fed], sources)
        for part, body, operands in bodies:
            inner = {
                variable: source
                for variable, operand in zip(body.invars, operands, strict=True)
                if (source := _source(operand, sources))
            }
            _add_jaxpr(graph, body, inner, f"{name}/{part}")
            inputs += _known(body.outvars, inner)
        attributes = {} if bodies else _attributes(equation)
        op, results = equation.primitive.name, equation.outvars
        graph.nodes.append(GraphNode(name, op, inputs, results, attributes))
        for number, variable in enumerate(equation.outvars):
            sources[variable] = f"{name}:{number}" if number else name


def _known(atoms: Sequence[Any], sources: Origins) -> list[str]:
    return [source for atom in atoms if (source := _source(atom, sources))]


def _source(atom: Any, sources: Origins) -> str | None:
    """The origin of an operand; None for a literal, or a variable that a literal was passed to."""
    return None if is_literal(atom) else sources.get(atom)


def _while_operands(body: str, params: Params, operands: Sequence[Any]) -> Sequence[Any]:
    condition, both = params["cond_nconsts"], params["cond_nconsts"] + params["body_nconsts"]
    constants = operands[condition:both] if body == "body_jaxpr" else operands[:condition]
    return (*constants, *operands[both:])


_OPERANDS: Mapping[str, Callable[[str, Params, Sequence[Any]], Sequence[Any]]] = {
    "cond": lambda body, params, operands: operands[1:],
    "while": _while_operands,
}
"""The operands that a body gets, if not all of them."""

_PARTS = {"jaxpr": "", "call_jaxpr": "", "cond_jaxpr": "cond", "body_jaxpr": "body"}


def _bodies(equation: Equation) -> Iterator[tuple[str, Any, Sequence[Any]]]:
    """The jaxprs inside an operation: the scope of each, itself, and its operands.

    One that does not take the operands, such as the sum inside a scatter-add, is no part of the
    step's graph.
    """
    params: Params = equation.params
    operands_of = _OPERANDS.get(equation.primitive.name, lambda body, params, operands: operands)
    for key, value in params.items():
        several = isinstance(value, tuple)
        for number, item in enumerate(value if several else (value,)):
            body = getattr(item, "jaxpr", item)
            if hasattr(body, "eqns"):
                operands = operands_of(key, params, equation.invars)
                if len(operands) == len(body.invars):
                    part = _PARTS.get(key, key)
                    yield f"{part}_{number}" if several else part, body, operands


def _title(equation: Equation) -> str:
    """The name of an operation: a jitted function's own, else the primitive's."""
    name = equation.params.get("name") if equation.primitive.name == "jit" else None
    return str(name or equation.primitive.name).strip("_<>")


def _scope(equation: Equation, inside: str) -> str:
    """JAX's name stack as a path: `transpose(jvp(hidden))` is `gradients/hidden`."""
    stack = str(equation.source_info.name_stack)
    plain = re.sub(r"\w+\(|\)", "", stack)
    if "transpose(" in stack:
        return f"gradients/{plain}"
    return plain if plain.strip("/") or inside else "step"


def _attributes(equation: Equation) -> dict[str, str]:
    """Literal operands and parameters as JAX prints them, except for addresses: they vary."""
    operands = cast(Sequence[Any], equation.invars)
    literals = {
        f"operand_{number}": str(atom.val)
        for number, atom in enumerate(operands)
        if is_literal(atom)
    }
    params = {key: str(value) for key, value in equation.params.items() if value is not None}
    return {
        key: text[:LONGEST_ATTRIBUTE]
        for key, text in (literals | params).items()
        if " at 0x" not in text
    }


# A graph as TensorBoard draws it: the names of its nodes make the scopes -------------------------


class GraphNode(NamedTuple):
    """A node as TensorBoard draws it."""

    name: str  # a path of scopes
    op: str
    inputs: Sequence[str]  # names, or `name:1` for a node's second result
    results: Sequence[Any]  # the variables it makes, for their shapes
    attributes: Mapping[str, str]  # shown beside it


@dataclass
class GraphBuilder:
    """The nodes so far; no two share a name."""

    nodes: list[GraphNode] = field(default_factory=list[GraphNode])
    taken: dict[str, int] = field(default_factory=dict[str, int])

    def unique_name(self, path: str) -> str:
        """`path`, or the first of path_1, path_2 … that is free."""
        valid = "/".join(_valid(part) for part in path.split("/") if part)
        name, number = valid, self.taken.get(valid, 0)
        while name in self.taken:
            number += 1
            name = f"{valid}_{number}"
        self.taken[valid] = number
        self.taken.setdefault(name, 0)
        return name

    def add(self, path: str, op: str, inputs: Sequence[str], results: Sequence[Any]) -> str:
        """Add a node without attributes and return its name."""
        name = self.unique_name(path)
        self.nodes.append(GraphNode(name, op, inputs, results, {}))
        return name

    def as_graph_def(self, most: int) -> Any:
        """A GraphDef of at most `most` nodes: scopes become one node each, the innermost first.

        The outermost scopes are left in any case.
        """
        return _graph.GraphDef(node=map(_as_proto, _folded(self.nodes, most)))


def _valid(part: str) -> str:
    """A part of a path with TensorFlow's characters, but the letters of any language.

    To TensorBoard's page only `/`, `:` and a leading `^` mean something.
    """
    return re.sub(r"[^\w.-]", "_", part).lstrip("_-") or "scope"


def _folded(nodes: Sequence[GraphNode], most: int) -> Sequence[GraphNode]:
    """The same graph with scopes folded into one node each until `most` nodes are left."""
    if len(nodes) <= most:
        return nodes
    names = _shortened([node.name for node in nodes], most)

    def shorter(source: str) -> str:
        name = source.split(":")[0]
        return source if names[name] == name else names[name]

    merged: dict[str, GraphNode] = {}
    inputs: dict[str, dict[str, None]] = {}  # a dict keeps their order
    for node in nodes:
        name = names[node.name]
        if name == node.name or name not in merged:
            merged[name] = node if name == node.name else GraphNode(name, "Scope", [], [], {})
        outside = (source for source in map(shorter, node.inputs) if source.split(":")[0] != name)
        inputs.setdefault(name, {}).update(dict.fromkeys(outside))
    return [node._replace(inputs=list(inputs[name])) for name, node in merged.items()]


def _shortened(names: Sequence[str], most: int) -> dict[str, str]:
    """The new name of each node: the deepest scopes are folded first, at one depth the largest."""
    short = {name: name for name in names}
    for depth in range(max(name.count("/") for name in names), 0, -1):
        left = set(short.values())
        scopes = {
            name: "/".join(name.split("/")[:depth]) for name in left if name.count("/") >= depth
        }
        too_many = len(left) - most
        folded: set[str] = set()
        for scope, size in sorted(Counter(scopes.values()).items(), key=lambda row: (-row[1], row)):
            if too_many > 0:
                folded.add(scope)
                too_many -= size - (scope not in left)
        short = {
            name: scopes[now] if scopes.get(now) in folded else now for name, now in short.items()
        }
    return short


def _as_proto(node: GraphNode) -> Any:
    proto = _node_def.NodeDef(name=node.name, op=node.op, input=node.inputs)
    for key, text in node.attributes.items():
        proto.attr[key].s = text.encode()
    for variable in node.results:
        proto.attr["outputs"].list.s.append(str(variable.aval).encode())
        sizes = [{"size": size} for size in variable.aval.shape]
        proto.attr["_output_shapes"].list.shape.add(dim=sizes)
    return proto
