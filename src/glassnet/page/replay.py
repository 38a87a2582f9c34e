"""What a replay page holds: the answers and pictures of some moments of a training, asked for as a
page would ask."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from glassnet.errors import GlassnetError
from glassnet.page.answers import Opened, WeightExplained
from glassnet.page.columns import Flat, Term, flat, pack
from glassnet.page.explain import MOST_PATHS, WeightTraces, explain_row, explain_unit
from glassnet.page.extent import Extent, some_of, spread, telling_row
from glassnet.page.frames import Header, Piece, decode, encode
from glassnet.page.layer_plane import explain_layer
from glassnet.page.planes import MOST
from glassnet.page.requests import WhyLayer, WhyRow, WhyUnit, WhyWeight
from glassnet.page.session import Session
from glassnet.page.state import Table
from glassnet.page.timeline import Moment
from glassnet.text import Language

FRAME = "frame"  # in place of a question
STEADY = frozenset(["film", "film_steps", "curves"])  # of a frame: the same at all moments
FINENESS = 16  # of a picture's 32,767 numbers to either side, so many become one
Answers = Mapping[str, Mapping[int, Flat]]  # question -> moment -> answer


class Replay(Struct, frozen=True):
    """The head of a replay page's data; `pieces` lie behind it, as in a frame.

    Attributes:
        opened: the session at the first moment.
        command: what opens it live; "" where nothing does.
        rows: numbers of the rows that can be asked about.
        steps: of the moments that were kept.
        messages: the page's texts of each language.
        forms, terms, answers, texts: as `columns.Packed` has them.
        pictures: places in one moment's part of the piece `pictures`.
        pieces: `columns`, `pictures` and `film` as `planes` of bytes; `film_steps` and `curves`.
    """

    opened: Opened
    command: str
    rows: tuple[int, ...]
    steps: tuple[int, ...]
    messages: dict[Language, dict[str, str]]
    forms: tuple[tuple[str, ...], ...]
    terms: tuple[Term, ...]
    answers: dict[str, tuple[int, ...]]
    texts: tuple[tuple[str, ...], ...]
    pictures: tuple[Piece, ...]
    pieces: tuple[Piece, ...] = ()


class Kept(NamedTuple):
    """What was asked at some moments of a training.

    Attributes:
        opened: the session at the first one.
        answers: to all questions.
        pictures: of each moment's frame, by name.
        steady: what all frames have in common.
        steps, rows: of the moments and numbers of the rows, as many as were asked about.
        telling: the row among them that the page shows first.
    """

    opened: Opened
    answers: Answers
    pictures: Mapping[int, Mapping[str, NDArray[np.int16]]]
    steady: Mapping[str, NDArray[Any]]
    steps: Sequence[int]
    rows: Sequence[int]
    telling: int


# Asking -------------------------------------------------------------------------------------------


def keep(
    session: Session,
    moments: Sequence[Moment],
    rows: Sequence[int],
    *,
    has_paths: bool = True,
    has_updates: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Kept:
    """Ask everything that a page can ask, at each of the moments.

    Args:
        session: is at the last moment afterwards.
        moments: of its time line.
        rows: numbers of the rows that are asked about.
        has_paths: whether weights are explained path by path.
        has_updates: whether the optimizer's coming step is told.
        progress: called with how many moments were asked about, and of how many.
    """
    answers = dict[str, dict[int, Flat]]()
    pictures = dict[int, dict[str, NDArray[np.int16]]]()
    steady = dict[str, NDArray[Any]]()
    forms = dict[Any, Any]()  # equal ones are kept once
    session.seek(moments[0].step)
    opened = _lean(session.opened())
    for number, moment in enumerate(moments):
        progress(number, len(moments))
        session.seek(moment.step)
        header, arrays = decode(session.frame(playing=False))
        steady |= {name: each for name, each in arrays.items() if name in STEADY}
        pictures[number] = {name: each for name, each in arrays.items() if _is_picture(name, each)}
        floats = {
            name: each
            for name, each in arrays.items()
            if name not in STEADY and name not in pictures[number]
        }
        asked = _asked(session, rows, has_paths=has_paths)
        for question, given in ((FRAME, _frame(header, floats)), *asked):
            answer = given if has_updates or "update" not in given else {**given, "update": []}
            found = flat(answer)
            form = forms.setdefault(found.form, found.form)
            answers.setdefault(question, {})[number] = found._replace(form=form)
    steps = [each.step for each in moments]
    first = telling_row(session.dataset.x[list(rows)])
    return Kept(opened, answers, pictures, steady, steps, rows, rows[first])


def _is_picture(name: str, array: NDArray[Any]) -> bool:
    return array.dtype == np.int16 and name not in STEADY


def _lean(opened: Opened) -> Opened:
    """Without a table's text, which only a server can read; the rows themselves are in it."""
    data = opened.state.data
    if not isinstance(data, Table):
        return opened
    return replace(opened, state=replace(opened.state, data=replace(data, text="")))


def _frame(header: Header, floats: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    numbers = {
        name: {"shape": list(each.shape), "values": each.reshape(-1).tolist()}
        for name, each in floats.items()
    }
    said = {name: getattr(header, name) for name in ("step", "epoch", "loss", "score")}
    return {**said, "floats": numbers}


def _asked(session: Session, rows: Sequence[int], *, has_paths: bool) -> Iterator[tuple[str, Any]]:
    """Each question with its answer as JSON would have it; what cannot be answered is left out."""
    layers, x = session.model.layers, session.dataset.x
    traces = WeightTraces(session, is_for_all=True)
    for layer, shape in enumerate(layers):
        yield f"why-layer {layer}", _plain(explain_layer(session, WhyLayer(layer)))
        for unit, row in product(range(shape.units), rows):
            point = tuple(x[row].tolist())
            answer = _plain(explain_unit(session, WhyUnit(layer, unit, point)))
            yield f"why-unit {layer} {unit} {row}", answer
    for row in rows:
        yield f"why-row {row}", _plain(explain_row(session, WhyRow(row)))
    for name, variable in session.playback.variables.items():
        through = (None, *rows) if has_paths else (None,)
        for index, row in product(np.ndindex(tuple(variable.shape)), through):
            # Of all rows together the page shows the sum alone; it shows paths row by row.
            most = 1 if row is None else MOST_PATHS
            try:
                found = traces.explain(WhyWeight(name, index, row), most)
            except GlassnetError:
                continue
            told = replace(found, paths=()) if row is None else _ordered(found)
            at = ",".join(map(str, index))
            yield f"why-weight {name} {at} {'all' if row is None else row}", _plain(told)


def _ordered(found: WeightExplained) -> WeightExplained:
    """With the paths in an order that stays from moment to moment, and without their products,
    which the page multiplies."""
    by_name = lambda path: tuple((each.target, each.source) for each in path.factors)
    paths = sorted((replace(each, product=math.nan) for each in found.paths), key=by_name)
    return replace(found, paths=tuple(paths))


def _plain(answer: Any) -> Any:
    return msgspec.to_builtins(answer)


# Packing ------------------------------------------------------------------------------------------


def written(
    kept: Kept, extent: Extent, command: str, messages: Mapping[Language, Mapping[str, str]]
) -> bytes:
    """What was kept, or a part of it, as a replay page reads it: deflated."""
    moments = some_of(range(len(kept.steps)), extent.moments)
    rows = spread(kept.rows, extent.rows, kept.telling)
    packed = pack(_part(kept, rows, has_paths=extent.has_paths), moments)
    shown = [kept.pictures[each] for each in moments]
    places, offset = list[Piece](), 0
    for name, array in shown[0].items():
        places.append(Piece(name, "int16", array.shape, offset))
        offset += array.size
    replay = Replay(
        kept.opened,
        command,
        tuple(rows),
        tuple(kept.steps[each] for each in moments),
        {language: dict(texts) for language, texts in messages.items()},
        *packed[:3],
        packed.texts,
        tuple(places),
    )
    pictures = [[smoothed(each).reshape(-1) for each in one.values()] for one in shown]
    arrays = {
        "columns": planes(packed.columns),
        "pictures": planes(np.stack([np.concatenate(one) for one in pictures])),
        "film": planes(smoothed(kept.steady["film"])),
        "film_steps": kept.steady["film_steps"],
        "curves": kept.steady["curves"],
    }
    return zlib.compress(encode(replay, arrays), 9, wbits=-zlib.MAX_WBITS)


def _part(kept: Kept, rows: Sequence[int], *, has_paths: bool) -> Answers:
    """The answers about some of the rows."""
    gone = {str(row) for row in set(kept.rows) - set(rows)}
    of_row = ("why-unit ", "why-row ", "why-weight ")
    is_kept = lambda question: (
        not (
            (question.startswith(of_row) and question.rsplit(" ", 1)[-1] in gone)
            or (
                not has_paths
                and question.startswith("why-weight ")
                and not question.endswith(" all")
            )
        )
    )
    return {question: each for question, each in kept.answers.items() if is_kept(question)}


def smoothed(pictures: NDArray[np.int16]) -> NDArray[np.int16]:
    """Each pixel's difference from what its neighbours to the left and above foretell, in steps of
    FINENESS; [..., side, side]. Summing it up along both axes gives the pictures back."""
    most = MOST // FINENESS
    coarse = np.clip(np.rint(pictures / FINENESS), -most, most).astype(np.int16)
    return np.diff(np.diff(coarse, axis=-1, prepend=0), axis=-2, prepend=0).astype(np.int16)


def planes(array: NDArray[Any]) -> NDArray[np.uint8]:
    """The first bytes of all numbers, then the second ones, and so on: [bytes, *shape], which
    deflates better."""
    split = np.ascontiguousarray(array).view(np.uint8).reshape(*array.shape, array.itemsize)
    return np.ascontiguousarray(np.moveaxis(split, -1, 0))
