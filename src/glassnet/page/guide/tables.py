"""TOML in a guide: tables of known keys and types, whose mistakes have a line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec import inspect as mi
from msgspec.structs import FieldInfo, fields

from glassnet.page.guide.faults import GuideFault
from glassnet.text import did_you_mean, message, shortened
from glassnet.text.numbers import shortest

LONGEST = 60  # signs of a value in a message
T = TypeVar("T", bound=Struct)


class Toml(NamedTuple):
    """A piece of TOML. line: of its first line in the file."""

    text: str
    line: int

    def line_of(self, key: str) -> int:
        """The line that sets a key; the first one where it is not found."""
        written = (key, json.dumps(key, ensure_ascii=False), f"'{key}'")
        sign = re.compile(rf"\s*\[*({'|'.join(map(re.escape, written))})\s*[\].=]")
        lines = enumerate(self.text.split("\n"), start=self.line)
        return next((number for number, line in lines if sign.match(line)), self.line)


class Table(NamedTuple):
    """What a piece of TOML says."""

    toml: Toml
    values: Mapping[str, Any]

    def fault(self, key: str, why: str) -> GuideFault:
        """A mistake in the line of a key."""
        return GuideFault(self.toml.line_of(key), why)


def read_table(toml: Toml) -> Table:
    """Read TOML. Raises GuideFault with the line of a mistake."""
    try:
        return Table(toml, tomllib.loads(toml.text))
    except tomllib.TOMLDecodeError as error:
        raise _syntax(str(error), toml) from None
    except RecursionError:
        raise GuideFault(toml.line, message("units-toml-deep")) from None
    except ValueError:  # Python reads whole numbers of up to 4300 digits
        raise GuideFault(toml.line, message("units-toml-digits")) from None


def _syntax(error: str, toml: Toml) -> GuideFault:
    place = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", error, re.DOTALL)
    said, line = place.groups() if place else (error.partition(" (at end")[0], None)
    end = toml.line + toml.text.rstrip("\n").count("\n")
    at = end if line is None else toml.line + int(line) - 1
    return GuideFault(at, message("units-toml-syntax", said=said))


def converted(table: Table, kind: type[T], *, without: str = "") -> T:
    """The struct that a table describes.

    kind: its fields are the keys; those with a default may be left out. without: a key that is none
        of its fields.

    Raises:
        GuideFault: an unknown or missing key, or a value of another type, with the line.
    """
    known = {field.encode_name: field for field in fields(kind)}
    given = {key: value for key, value in table.values.items() if key != without}
    for key in given.keys() - known.keys():
        said = {"name": shortened(key, LONGEST), "hint": did_you_mean(key, known)}
        raise table.fault(key, message("guide-key", **said))
    for name in _needed(known) - given.keys():
        raise GuideFault(table.toml.line, message("guide-missing", name=name))
    return kind(**{known[key].name: _value(table, known[key], given[key]) for key in given})


def _needed(known: Mapping[str, FieldInfo]) -> set[str]:
    return {
        name
        for name, field in known.items()
        if field.default is NODEFAULT and field.default_factory is NODEFAULT
    }


def _value(table: Table, field: FieldInfo, value: Any) -> Any:
    key = field.encode_name
    try:
        return msgspec.convert(value, field.type)
    except (msgspec.ValidationError, RecursionError):
        found = shortened(_written(value), LONGEST)
        expected = ", ".join(_expected(mi.type_info(field.type)))
        said = message("guide-value", name=key, found=found, expected=expected)
        raise table.fault(key, said) from None


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:
        return "…"


def _expected(kind: mi.Type) -> Iterator[str]:
    """What a value of a type is, in words."""
    match kind:
        case mi.UnionType(types=kinds):
            for each in kinds:
                yield from _expected(each)
        case mi.FloatType(gt=above, ge=least, le=most):
            low = above if least is None else least
            yield message("guide-number", least=shortest(low or 0.0), most=shortest(most or 0.0))
        case mi.IntType(ge=least, le=most):
            yield message("guide-whole", least=least, most=most)
        case mi.StrType(max_length=most):
            yield message("guide-text", most=most)
        case mi.VarTupleType(item_type=item):
            yield message("guide-list", items=", ".join(_expected(item)))
        case mi.DictType(value_type=mi.FloatType()):
            yield message("guide-weights")
        case mi.DictType():
            yield message("guide-lines")
        case _:
            return
