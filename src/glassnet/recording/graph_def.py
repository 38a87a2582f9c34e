"""A graph as TensorBoard draws it: nodes, whose names make the scopes, as a GraphDef."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tensorboard.compat.proto import graph_pb2, node_def_pb2

_graph: Any = graph_pb2  # generated, without types
_node_def: Any = node_def_pb2


class GraphNode(NamedTuple):
    """One node.

    Attributes:
        name: a path of scopes.
        op: its kind.
        inputs: names, or `name:1` for a node's second result.
        results: the variables it makes, for their shapes.
        attributes: shown beside it.
    """

    name: str
    op: str
    inputs: Sequence[str]
    results: Sequence[Any]
    attributes: Mapping[str, Any]


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
    """What each name becomes: the deepest scopes are folded first, of one depth the largest."""
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
