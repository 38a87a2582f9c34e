"""A guide from its file, checked as a whole: every name in it means something where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from glassnet.data import DATASETS
from glassnet.errors import SettingError
from glassnet.networks.builder import ACTIVATIONS, OPTIMIZERS
from glassnet.page.guide import checks
from glassnet.page.guide.checks import KINDS, Bounded, Check
from glassnet.page.guide.conditions import OF_ANY, hidden_layer, network_shape
from glassnet.page.guide.faults import GuideFault
from glassnet.page.guide.front import first_start, place, places_of, program_of, read_text
from glassnet.page.guide.guide import Guide, Step
from glassnet.page.guide.markdown import StepDraft, cut
from glassnet.page.guide.program import code_lines
from glassnet.page.guide.showing import after, aim
from glassnet.page.guide.start import Start, shape_of_model
from glassnet.page.guide.tables import LONGEST, Table, Toml, converted, read_table
from glassnet.page.guide_answers import Block
from glassnet.page.layers.model_places import AnyShape, ModelShape
from glassnet.page.network.subject import StateError, load_data, make_subject
from glassnet.page.places import variable_of
from glassnet.page.state import MOST_LAYERS, MOST_STEP, MOST_UNITS, Guided, PageState
from glassnet.text import did_you_mean, message, shortened
from glassnet.text.numbers import shortest

CHECK = "check"  # the key that names a check's kind
# What a number can be.
LIMITS: Mapping[type[Check], tuple[float, float]] = {
    checks.Loss: (0, 1e6),
    checks.Accuracy: (0, 1),
    checks.Steps: (0, MOST_STEP),
    checks.Rate: (1e-9, 1e6),
    checks.Layers: (0, MOST_LAYERS),
    checks.Units: (1, MOST_UNITS),
}
# What can be selected on the page.
TOUCHED = {"unit", "layer", "weight", "bias", "card", "part", "number"}


def read_guide(path: Path, name: str | None = None, model: ModelShape | None = None) -> Guide:
    """The guide of a Markdown file.

    Args:
        path: the file.
        name: the file's without its ending if None.
        model: as for `guide_of`.

    Raises:
        SettingError: the file cannot be read or used; one line with its name and the line.
    """
    try:
        return guide_of(read_text(path), name or path.stem, path.parent, model)
    except GuideFault as error:
        given = {"file": str(path), "line": error.line, "why": str(error)}
        raise SettingError(message("guide-fault", **given)) from None
    except SettingError as error:
        raise SettingError(message("guide-file", file=str(path), why=str(error))) from None


def guide_of(text: str, name: str, folder: Path, model: ModelShape | None = None) -> Guide:
    """The guide that a text describes.

    Args:
        text, name: as in its file.
        folder: where the files are that it names.
        model: that it is followed beside, where it begins with one; None to make it anew.

    Raises:
        GuideFault: what is wrong with it first.
    """
    draft = cut(re.sub(r"\r\n?", "\n", text))
    front = read_table(draft.front)
    start = replace(first_start(front, folder), guide=Guided(name))
    now = _now(start, model)
    shape = _shape(now)
    program = program_of(front, start, folder)
    places = places_of(front, program, shape)
    text_of_title = _placed(draft.text, shape)
    steps: list[Step] = []
    for step in draft.steps:
        found: list[Check] = []
        for toml in step.tables:
            check, now = _check(toml, now)
            found.append(check)
        _check_set(found, step)
        shape = _shape(now)
        steps.append(Step(step.title, step.line, _placed(step.text, shape), tuple(found)))
    lines = tuple(code_lines(program, places))
    return Guide(name, draft.title, text_of_title, tuple(steps), lines, start)


Now = PageState | ModelShape
"""What a step finds: a state that the steps before have changed, or a model, which stays."""


def _now(start: Start, model: ModelShape | None) -> Now:
    return start if isinstance(start, PageState) else model or shape_of_model(start)


def _shape(now: Now) -> AnyShape:
    return now if isinstance(now, ModelShape) else network_shape(now, load_data(now))


def _placed(blocks: Iterable[Block], shape: AnyShape) -> tuple[Block, ...]:
    """The same, where a name in code that means a place leads there."""
    return tuple(
        block
        if block.kind == "code"
        else replace(
            block,
            spans=tuple(
                replace(span, place=shape.place(span.text)) if span.code else span
                for span in block.spans
            ),
        )
        for block in blocks
    )


# Checks -------------------------------------------------------------------------------------------


def _check(toml: Toml, now: Now) -> tuple[Check, Now]:
    """A check, and what the next step finds. Raises GuideFault."""
    table = read_table(toml)
    kind = table.values.get(CHECK)
    if not isinstance(kind, str) or kind not in KINDS:
        given = kind if isinstance(kind, str) else ""
        said = {"found": shortened(given, LONGEST), "hint": did_you_mean(given, KINDS)}
        raise table.fault(CHECK, message("guide-check", **said))
    if isinstance(now, ModelShape) and KINDS[kind] not in OF_ANY:
        known = ", ".join(name for name, each in KINDS.items() if each in OF_ANY)
        raise table.fault(CHECK, message("guide-of-units", found=kind, known=known))
    check = converted(table, KINDS[kind], without=CHECK)
    if isinstance(check, Bounded):
        _check_bounds(check, table)
    if type(check) in PLACES:
        PLACES[type(check)](check, table, now)
    if isinstance(now, ModelShape):
        return check, now
    new = after(check, now)
    if new != now:
        try:
            make_subject(replace(new, start=None))
        except StateError as error:
            raise table.fault(CHECK, str(error)) from None
    return check, new


def _check_bounds(check: Bounded, table: Table) -> None:
    bounds = (check.above, check.below, check.at_least, check.at_most)
    if all(each is None for each in bounds):
        raise table.fault(CHECK, message("guide-no-bound"))
    least, most = LIMITS.get(type(check), (-1e6, 1e6))
    wanted = aim(check)
    if not (check.holds(wanted) and least <= wanted <= most):
        said = {"least": shortest(least), "most": shortest(most)}
        raise table.fault(CHECK, message("guide-empty-bounds", **said))


def _check_output(check: checks.Output, table: Table, state: PageState) -> None:
    shape = network_shape(state, load_data(state))
    found = place(check.unit, shape, table, "unit")
    if found.what != "unit" or found.layer == 0:
        raise table.fault("unit", message("guide-no-unit", found=check.unit))
    if len(check.row) != len(shape.features):
        given = {"found": len(check.row), "features": len(shape.features)}
        raise table.fault("row", message("studio-point", **given))
    for name in check.set:
        _check_weight(name, "set", table, state)


def _check_set(found: Iterable[Check], step: StepDraft) -> None:
    """Raise GuideFault where outputs are asked for and nothing says by which weights."""
    outputs = [each for each in found if isinstance(each, checks.Output)]
    if outputs and not any(each.set for each in outputs):
        raise GuideFault(step.tables[0].line, message("guide-no-set"))


def _check_weight(name: str, key: str, table: Table, now: Now) -> None:
    if variable_of(place(name, _shape(now), table, key)) is None:
        example = next((each for each in _shape(now).names if re.search("->|\\[", each)), "")
        raise table.fault(key, message("guide-no-weight", found=name, example=example))


def _check_layer(name: str, table: Table, state: PageState) -> None:
    if hidden_layer(name, state) is None:
        known = [f"hidden{number}" for number in range(1, len(state.layers) + 1)]
        said = {"found": shortened(name, LONGEST), "hint": did_you_mean(name, known)}
        raise table.fault("layer", message("guide-no-layer", **said))


def _check_name(name: str, known: Iterable[str], table: Table) -> None:
    names = list(known)
    if name not in names:
        said = {"found": shortened(name, LONGEST), "hint": did_you_mean(name, names)}
        raise table.fault("is", message("guide-name", **said))


def _check_activation(check: checks.Activation, table: Table, state: PageState) -> None:
    _check_layer(check.layer, table, state)
    _check_name(check.expected, ACTIVATIONS.entries, table)


def _check_accuracy(_: checks.Accuracy, table: Table, now: Now) -> None:
    is_model = isinstance(now, ModelShape)
    if not (now.has_accuracy if is_model else load_data(now).class_names):
        raise table.fault(CHECK, message("guide-no-accuracy"))


def _check_selected(check: checks.Selected, table: Table, now: Now) -> None:
    found = place(check.place, _shape(now), table, "place")
    is_input = found.what in ("unit", "layer") and found.layer == 0
    if found.what not in TOUCHED or is_input:
        raise table.fault("place", message("guide-no-touch", found=check.place))


PLACES: Mapping[type[Check], Callable[[Any, Table, Any], None]] = {
    checks.Output: _check_output,
    checks.Accuracy: _check_accuracy,
    checks.Weight: lambda check, table, state: _check_weight(check.weight, "weight", table, state),
    checks.Units: lambda check, table, state: _check_layer(check.layer, table, state),
    checks.Activation: _check_activation,
    checks.Optimizer: lambda check, table, _: _check_name(
        check.expected, OPTIMIZERS.entries, table
    ),
    checks.Data: lambda check, table, _: _check_name(check.expected, DATASETS, table),
    checks.Selected: _check_selected,
}
