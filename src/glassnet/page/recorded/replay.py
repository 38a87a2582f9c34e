"""What a replay page holds: the answers and pictures of some moments of a training, asked for as a
page would ask."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from glassnet.page.answers import Opened
from glassnet.page.frames import Piece, decode, encode
from glassnet.page.layers.layer_answers import ModelOpened
from glassnet.page.network.planes import MOST
from glassnet.page.recorded.columns import Flat, Term, flat, pack
from glassnet.page.recorded.extent import Extent, Stages, some_of, spread
from glassnet.page.state import Table
from glassnet.page.timeline import Moment
from glassnet.text import Language

STEADY = frozenset(["film", "film_steps", "curves"])  # of a frame: the same at all moments
FINENESS = 16  # of a picture's 32,767 numbers to either side, so many become one
AnyOpened = Opened | ModelOpened


class Question(NamedTuple):
    """What is asked.

    Attributes:
        key: under which the page looks for the answer.
        row: that it is about; None for all rows, or none.
        detail: 0 for what every page holds; the higher, the sooner it is left out.
    """

    key: str
    row: int | None = None
    detail: int = 0


FRAME = Question("frame")
Answers = Mapping[Question, Mapping[int, Flat]]  # question -> moment -> answer


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
        pieces: `columns`, `pictures` and `film` as `planes` of bytes; `film_steps` and `curves`. A
            model of any layers has no film.
    """

    opened: AnyOpened
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

    opened: AnyOpened
    answers: Answers
    pictures: Mapping[int, Mapping[str, NDArray[np.int16]]]
    steady: Mapping[str, NDArray[Any]]
    steps: Sequence[int]
    rows: Sequence[int]
    telling: int


# Asking -------------------------------------------------------------------------------------------


class Questions(Protocol):
    """How a session of one kind is asked.

    Attributes:
        session: what is asked.
        stages: what is saved at first where not everything fits.
        usual: moments and rows, where no others are asked for.
        finest: the detail of the questions that are left out first.
        less: what there is less of without these, in a message's word.
        telling: the row that a page shows first.
    """

    session: Any
    stages: Stages
    usual: tuple[int, int]
    finest: int
    less: str
    telling: int

    def rows(self, most: int) -> list[int]:
        """Numbers of at most so many rows, with the telling one."""
        ...

    def affordable(self, extent: Extent) -> Extent:
        """As much of an extent as is asked in a time that a person waits. Raises SettingError."""
        ...

    def asked(self, rows: Sequence[int], detail: int) -> Iterator[tuple[Question, Any]]:
        """Each question with its answer as JSON would have it, at the session's moment; what cannot
        be answered is left out."""
        ...


def keep(
    questions: Questions,
    moments: Sequence[Moment],
    rows: Sequence[int],
    detail: int,
    *,
    has_updates: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Kept:
    """Ask everything that a page can ask, at each of the moments: the last one, which a page shows
    first, comes first.

    Args:
        questions: of a session, which is at the first moment afterwards.
        moments: of its time line.
        rows: numbers of the rows that are asked about.
        detail: of the questions, at most.
        has_updates: whether the optimizer's coming step is told.
        progress: called with how many moments were asked about, and of how many.
    """
    session = questions.session
    answers = dict[Question, dict[int, Flat]]()
    pictures = dict[int, dict[str, NDArray[np.int16]]]()
    steady = dict[str, NDArray[Any]]()
    forms = dict[Any, Any]()  # equal ones are kept once
    session.seek(moments[0].step)
    opened = _lean(session.opened())
    for done, (number, moment) in enumerate(reversed([*enumerate(moments)])):
        progress(done, len(moments))
        session.seek(moment.step)
        header, arrays = decode(session.frame(playing=False))
        steady |= {name: each for name, each in arrays.items() if name in STEADY}
        pictures[number] = {name: each for name, each in arrays.items() if _is_picture(name, each)}
        floats = {
            name: each
            for name, each in arrays.items()
            if name not in STEADY and name not in pictures[number]
        }
        frame = {name: getattr(header, name) for name in ("step", "epoch", "loss", "score")}
        asked = questions.asked(rows, detail)
        for question, given in ((FRAME, {**frame, **in_numbers(floats)}), *asked):
            answer = given if has_updates or "update" not in given else {**given, "update": []}
            found = flat(answer)
            form = forms.setdefault(found.form, found.form)
            answers.setdefault(question, {})[number] = found._replace(form=form)
    steps = [each.step for each in moments]
    return Kept(opened, answers, pictures, steady, steps, rows, questions.telling)


def _is_picture(name: str, array: NDArray[Any]) -> bool:
    return array.dtype == np.int16 and name not in STEADY


def _lean(opened: AnyOpened) -> AnyOpened:
    """Without a table's text, which only a server can read; the rows themselves are in it."""
    if isinstance(opened, ModelOpened) or not isinstance(opened.state.data, Table):
        return opened
    data = replace(opened.state.data, text="")
    return replace(opened, state=replace(opened.state, data=data))


def in_numbers(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Arrays as an answer has them."""
    numbers = {
        name: {"shape": list(each.shape), "values": each.reshape(-1)}
        for name, each in arrays.items()
    }
    return {"floats": numbers}


# Packing ------------------------------------------------------------------------------------------


def written(
    kept: Kept, extent: Extent, command: str, messages: Mapping[Language, Mapping[str, str]]
) -> bytes:
    """What was kept, or a part of it, as a replay page reads it: deflated."""
    moments = some_of(range(len(kept.steps)), extent.moments)
    rows = spread(kept.rows, extent.rows, kept.telling)
    packed = pack(_part(kept, rows, extent.detail), moments)
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
    nothing = np.zeros(0, np.int16)
    pictures = [
        np.concatenate([nothing, *(smoothed(each).reshape(-1) for each in one.values())])
        for one in shown
    ]
    arrays = {
        "columns": planes(packed.columns),
        "pictures": planes(np.stack(pictures)),
        **kept.steady,
    }
    if "film" in kept.steady:
        arrays["film"] = planes(smoothed(kept.steady["film"]))
    return zlib.compress(encode(replay, arrays), 9, wbits=-zlib.MAX_WBITS)


def _part(kept: Kept, rows: Sequence[int], detail: int) -> dict[str, Mapping[int, Flat]]:
    """The answers about some of the rows, by their questions' keys."""
    return {
        question.key: each
        for question, each in kept.answers.items()
        if question.detail <= detail and (question.row is None or question.row in rows)
    }


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
