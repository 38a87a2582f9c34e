"""Writes the protocol's types for the page: web/src/protocol.ts, from the messages' own structs.

python -m glassnet.page.typescript
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import msgspec
from msgspec import inspect as mi

from glassnet.page import state
from glassnet.page.answers import AnyAnswer
from glassnet.page.frames import Header
from glassnet.page.recorded.replay import Replay
from glassnet.page.requests import AnyRequest, Request
from glassnet.page.state import BuiltIn, HiddenLayer, PageState

PLACE = Path("web/src/protocol.ts")
HEAD = """\
// What the page and the server say to each other. Written by `python -m glassnet.page.typescript`
// from src/glassnet/page: requests, answers, state, frames and replay. Not to be edited.

/** A number; null where it is not finite. */
export type Float = number | null;
"""
UNIONS: Mapping[str, UnionType] = {"AnyRequest": AnyRequest, "AnyAnswer": AnyAnswer}
CONSTANTS = tuple(each for each in vars(state) if each.startswith("MOST_"))
LIMITED = (PageState, HiddenLayer, BuiltIn)  # whose numbers a person enters
BOUNDS = {"gt": "above", "ge": "least", "le": "most"}


def protocol() -> str:
    """The text of protocol.ts."""
    messages = (each for union in UNIONS.values() for each in get_args(union))
    roots = [*messages, PageState, Header, Replay]
    parts = [
        HEAD,
        *(_interface(each) for each in _structs(mi.multi_type_info(roots))),
        *(
            f"export type {name} = {' | '.join(each.__name__ for each in get_args(union))};\n"
            for name, union in UNIONS.items()
        ),
        "".join(f"export const {each} = {getattr(state, each)};\n" for each in CONSTANTS),
        f"export const DEFAULT_STATE: PageState = {_value(PageState())};\n",
        _limits(),
    ]
    return "\n".join(parts)


# Types --------------------------------------------------------------------------------------------

# Kind of type -> how TypeScript has it.
WRITTEN: Mapping[type[mi.Type], Callable[[Any], str]] = {
    mi.BoolType: lambda found: "boolean",
    mi.BytesType: lambda found: "string",  # base64
    mi.DictType: lambda found: f"Readonly<Record<string, {_type(found.value_type)}>>",
    # NaN and infinity, which a bound keeps out, are null in JSON.
    mi.FloatType: lambda found: "Float" if found.ge is found.gt is None else "number",
    mi.IntType: lambda found: "number",
    mi.LiteralType: lambda found: _union(map(json.dumps, found.values)),
    mi.NoneType: lambda found: "null",
    mi.StrType: lambda found: "string",
    mi.StructType: lambda found: found.cls.__name__,
    mi.TupleType: lambda found: f"readonly [{', '.join(map(_type, found.item_types))}]",
    mi.UnionType: lambda found: _union(map(_type, found.types)),
    mi.VarTupleType: lambda found: f"readonly {_operand(_type(found.item_type))}[]",
}


def _type(found: mi.Type) -> str:
    return WRITTEN[type(found)](found)


def _union(types: Iterable[str]) -> str:
    different = dict.fromkeys(types)
    if "Float" in different:  # which is null or a number
        different.pop("null", None)
    return " | ".join(different)


def _operand(written: str) -> str:
    """`(readonly number[])[]`: what `[]` belongs to."""
    return f"({written})" if " " in written else written


def _structs(types: Sequence[mi.Type]) -> list[mi.StructType]:
    """Every struct in them, each once, after those that it holds."""
    found: dict[type, mi.StructType] = {}

    def visit(part: Any) -> None:
        match part:
            case mi.StructType(cls=name, fields=fields):
                for field in fields:
                    visit(field.type)
                found.setdefault(name, part)
            case mi.UnionType(types=parts) | mi.TupleType(item_types=parts):
                for each in parts:
                    visit(each)
            case mi.VarTupleType(item_type=item) | mi.DictType(value_type=item):
                visit(item)
            case _:
                pass

    for each in types:
        visit(each)
    return list(found.values())


def _interface(struct: mi.StructType) -> str:
    """A struct. What may be left out is a request's: all else is written and read whole."""
    fields = [f'readonly {struct.tag_field}: "{struct.tag}";'] if struct.tag_field else []
    for field in struct.fields:
        optional = "?" if issubclass(struct.cls, Request) and not field.required else ""
        fields.append(f"readonly {field.encode_name}{optional}: {_type(field.type)};")
    body = "".join(f"  {line}\n" for line in fields)
    return f"{_comment(struct.cls.__doc__)}export interface {struct.cls.__name__} {{\n{body}}}\n"


def _comment(docstring: str | None) -> str:
    text = inspect.cleandoc(docstring or "").replace("None", "null")
    lines = text.splitlines()
    if len(lines) == 1:
        return f"/** {lines[0]} */\n"
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"


# Values -------------------------------------------------------------------------------------------


def _value(value: Any) -> str:
    return json.dumps(msgspec.to_builtins(value), indent=2)


def _limits() -> str:
    """The ends of the numbers that a person enters."""
    limits: dict[str, dict[str, dict[str, float]]] = {}
    for struct in mi.multi_type_info(LIMITED):
        assert isinstance(struct, mi.StructType)
        bounds = {field.encode_name: _bounds(field.type) for field in struct.fields}
        limits[struct.cls.__name__] = {name: ends for name, ends in bounds.items() if ends}
    comment = _comment(
        "The ends of what a person enters; `above`: that number itself is too small."
    )
    return f"{comment}export const LIMITS = {_value(limits)} as const;\n"


def _bounds(found: mi.Type) -> dict[str, float]:
    parts = found.types if isinstance(found, mi.UnionType) else (found,)
    numbers = [each for each in parts if isinstance(each, mi.IntType | mi.FloatType)]
    return {
        said: bound
        for number in numbers
        for name, said in BOUNDS.items()
        if (bound := getattr(number, name)) is not None
    }


if __name__ == "__main__":
    PLACE.write_text(protocol(), encoding="utf-8")
