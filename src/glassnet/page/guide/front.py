"""A guide's front matter: its lesson, or its data and network; and what its program's lines speak
of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from glassnet.data import DATASETS
from glassnet.data.files import file_kind_and_size
from glassnet.errors import GlassnetError, SettingError
from glassnet.lessons import LESSONS
from glassnet.page.guide.faults import GuideFault
from glassnet.page.guide.start import LessonModel, Start
from glassnet.page.guide.tables import LONGEST, Table, converted
from glassnet.page.layers.model_places import AnyShape
from glassnet.page.network.existing import NotDrawable, state_of_lesson
from glassnet.page.network.opening import opening_state
from glassnet.page.network.session import Session
from glassnet.page.network.subject import make_subject
from glassnet.page.network.take_away import program
from glassnet.page.places import Place
from glassnet.page.state import (
    MOST_LAYERS,
    MOST_UNITS,
    HiddenLayer,
    LearningRate,
    Name,
    PageState,
    Seed,
)
from glassnet.text import did_you_mean, message, shortened, system_reason

MOST_BYTES = 2**18  # of a guide, or of a program beside it
Units = Annotated[int, Meta(ge=1, le=MOST_UNITS)]


class Front(Struct, frozen=True, kw_only=True):
    """What the front matter may say: `lesson`, or `data` and what else is not the usual.

    Attributes:
        network: of a lesson that trains several, the one that is shown.
        data: a built-in dataset, or a CSV file beside the guide.
        program: a Python file beside the guide, which is shown and never run; None for the program
            of the network.
        lines: fragment of the program's lines -> the places that these speak of.
    """

    lesson: Name | None = None
    network: Name | None = None
    data: Name | None = None
    program: Name | None = None
    layers: Annotated[tuple[Units, ...], Meta(max_length=MOST_LAYERS)] | None = None
    activation: Name | None = None
    optimizer: Name | None = None
    rate: LearningRate | None = None
    seed: Seed | None = None
    lines: dict[str, Name | tuple[Name, ...]] = {}


OF_DATA = ("program", "layers", "activation", "optimizer", "rate", "seed")


def first_start(table: Table, folder: Path) -> Start:
    """What the page begins with. folder: of the guide. Raises GuideFault."""
    front = converted(table, Front)
    if (front.lesson is None) == (front.data is None):
        line = table.toml.line if front.lesson is None else table.toml.line_of("data")
        raise GuideFault(line, message("guide-about"))
    if front.lesson is not None:
        return _of_lesson(front.lesson, front, table)
    assert front.data is not None
    _refuse(("network",), "guide-of-layers", table)
    is_known = front.data.partition(":")[0] in {each.partition(":")[0] for each in DATASETS}
    try:
        state = opening_state(front.data if is_known else str(folder / front.data), front.seed or 0)
        layers = state.layers if front.layers is None else _layers(front.layers, state)
        name = front.activation
        named = layers if name is None else [replace(each, activation=name) for each in layers]
        state = replace(
            state,
            layers=tuple(named),
            optimizer=front.optimizer or state.optimizer,
            learning_rate=front.rate or state.learning_rate,
        )
        make_subject(state)
    except GlassnetError as error:
        raise table.fault("data", str(error)) from None
    return state


def _refuse(keys: Iterable[str], why: str, table: Table) -> None:
    """Raise GuideFault at a key that does not go with the others."""
    for key in keys:
        if key in table.values:
            raise table.fault(key, message(why, name=key))


def _of_lesson(name: str, front: Front, table: Table) -> Start:
    if name not in LESSONS:
        said = message("lesson-unknown", name=name, hint=did_you_mean(name, LESSONS))
        raise table.fault("lesson", said)
    _refuse(OF_DATA, "guide-of-data", table)
    try:
        state = state_of_lesson(name)
    except NotDrawable:
        return _of_layers(name, front, table)
    except GlassnetError as error:
        raise table.fault("lesson", str(error)) from None
    _refuse(("network",), "guide-of-layers", table)
    return state


def _of_layers(name: str, front: Front, table: Table) -> LessonModel:
    networks = LESSONS[name].networks
    if front.network is not None and front.network not in networks:
        known = ", ".join(networks)
        given = {"found": shortened(front.network, LONGEST), "known": known}
        raise table.fault("network", message("guide-no-network", lesson=name, **given))
    return LessonModel(lesson=name, network=front.network)


def _layers(sizes: tuple[int, ...], state: PageState) -> list[HiddenLayer]:
    like = state.layers[0] if state.layers else HiddenLayer()
    return [replace(like, units=units) for units in sizes]


def program_of(table: Table, start: Start, folder: Path) -> str:
    """The text of the program beside the guide. Raises GuideFault."""
    front = converted(table, Front)
    if front.lesson is not None:
        return LESSONS[front.lesson].source
    if front.program is None and isinstance(start, PageState):
        return program(Session(start)).body.decode()
    assert front.program is not None
    try:
        return read_text(_beside(front.program, folder))
    except GlassnetError as error:
        raise table.fault("program", str(error)) from None


def _beside(name: str, folder: Path) -> Path:
    """A file in the guide's folder. Raises SettingError for one elsewhere."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise SettingError(message("guide-elsewhere"))
    return path


def read_text(path: Path) -> str:
    """A small file's text.

    Raises:
        GuideFault: it is not UTF-8.
        SettingError: it cannot be read.
    """
    try:
        kind, size = file_kind_and_size(path)
        if kind != "file":
            raise SettingError(message("guide-file-kind", kind=kind))
        if size > MOST_BYTES:
            raise SettingError(message("guide-file-size", found=size, most=MOST_BYTES))
        content = path.read_bytes()
    except OSError as error:
        raise SettingError(f"{system_reason(error)}.") from None
    try:
        return content.decode("utf-8-sig")  # editors on Windows write a mark before the text
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise GuideFault(line, message("units-toml-utf8")) from None


def places_of(table: Table, text: str, shape: AnyShape) -> Mapping[str, tuple[Place, ...]]:
    """What the fragments of a program's lines speak of.

    Raises:
        GuideFault: a fragment that is in no line, or a name of nothing.
    """
    found: dict[str, tuple[Place, ...]] = {}
    for fragment, names in converted(table, Front).lines.items():
        if not fragment or not any(fragment in line for line in text.splitlines()):
            said = message("guide-fragment", fragment=shortened(fragment, LONGEST))
            raise table.fault(fragment, said)
        given = (names,) if isinstance(names, str) else names
        found[fragment] = tuple(place(each, shape, table, fragment) for each in given)
    return found


def place(name: str, shape: AnyShape, table: Table, key: str) -> Place:
    """The place that a name means. Raises GuideFault in the line of the key that names it."""
    found = shape.place(name)
    if found is None:
        hint = did_you_mean(name, shape.names)
        said = message("guide-place", found=shortened(name, LONGEST), hint=hint)
        raise table.fault(key, said)
    return found
