"""The subject of `glassnet trace` and `diagnose`: a lesson, a run, a saved model, a formula.

A lesson's name wins over a file or a run of that name, and these over a formula.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.cli.commands import parse_points
from glassnet.errors import SettingError
from glassnet.runs import RUNS, run_names
from glassnet.text import did_you_mean, message

if TYPE_CHECKING:
    from glassnet.diagnosis import Findings
    from glassnet.runs.saved_models import LoadedModel
    from glassnet.tracing import Trace

NAME = re.compile(r"[\w./\\~-]+")
WEIGHTS = (".weights.h5", ".weights.hdf5")  # of model.save_weights
TRACED_ROWS = 32  # unless --rows says otherwise: Keras' batch size


@dataclass(frozen=True)
class SubjectOptions:
    """The argument and the options that say what a command is about.

    Attributes:
        name: a lesson, a run, a `.keras` file, or a formula's text.
        at: values of a formula's letters, such as `w=-2,x=5`.
        data, target, ignore, seed: the rows for a `.keras` file, as for `glassnet.data.load`.
        rows: use only the first of the rows.
        trained: train a lesson before it is looked at.
    """

    name: str
    at: Sequence[str] = ()
    data: str | None = None
    target: str | None = None
    ignore: Sequence[str] = ()
    rows: int | None = None
    seed: int = 0
    trained: bool = False


def trace_subject(options: SubjectOptions) -> tuple[Trace, list[str]]:
    """Trace a model on the first rows of its data, or a formula at a point.

    Returns:
        The trace, and notes: whether a lesson is trained, how an ambiguous formula was read.
    """
    loaded = load_model(options)
    if loaded is None:
        if Path(options.name).parent == RUNS and not options.at:
            raise _unknown(options.name)
        from glassnet.calculus import read_formula  # SymPy, which a model's trace does not need
        from glassnet.calculus.explain import reading_notes

        _refuse(options, ("data", "target", "ignore", "rows", "trained"), "subject-not-for-formula")
        return _trace_formula(options), reading_notes(read_formula(options.name))
    from glassnet.page.layers.model_scores import first_rows
    from glassnet.tracing import trace

    model, x, y = loaded
    rows = options.rows or TRACED_ROWS
    return trace(model, *first_rows((x, y), rows)), training_notes(options)


def diagnose_subject(options: SubjectOptions, **how: Any) -> Findings:
    """Diagnose a model on its data. how: keyword arguments of `diagnose`."""
    loaded = load_model(options)
    if loaded is None:
        raise _unknown(options.name)
    from glassnet.diagnosis import diagnose
    from glassnet.page.layers.model_scores import first_rows

    model, x, y = loaded
    return diagnose(model, *first_rows((x, y), options.rows), **how)


def training_notes(options: SubjectOptions) -> list[str]:
    """A line that says whether a lesson is shown trained; none for other subjects."""
    from glassnet.lessons import LESSONS

    if options.name not in LESSONS:
        return []
    key = "subject-trained" if options.trained else "subject-untrained"
    return [message(key, lesson=options.name)]


def load_model(options: SubjectOptions) -> LoadedModel | None:
    """The model that is named, and its data; None if the name is no model's.

    Raises:
        SettingError: an option that does not go with this kind of subject.
        DataError: a file that cannot be read.
    """
    from glassnet.lessons import LESSONS
    from glassnet.runs.saved_models import load_file, load_run, run_named

    path = Path(options.name)
    if options.name in LESSONS:
        _refuse(options, ("at",), "subject-for-formula")
        _refuse(options, ("data", "target", "ignore"), "subject-lesson-has-data")
        return _load_lesson(options)
    if path.suffix == ".keras":
        _refuse(options, ("at",), "subject-for-formula")
        _refuse(options, ("trained",), "subject-for-lesson")
        return load_file(path, options.data, options.target, options.seed, options.ignore)
    run = run_named(options.name)
    if run is None:
        return None
    _refuse(options, ("at",), "subject-for-formula")
    _refuse(options, ("data", "target", "ignore"), "subject-run-has-data")
    _refuse(options, ("trained",), "subject-for-lesson")
    return load_run(run)


def _refuse(options: SubjectOptions, names: Sequence[str], key: str) -> None:
    for name in names:
        if getattr(options, name):
            raise SettingError(message(key, option=name, what=options.name))


def _unknown(name: str) -> SettingError:
    """What is wrong with the name of a model: what it names is none, or it names nothing."""
    unknown = message("model-unknown", given=name, near=_did_you_mean(name))
    return SettingError(_not_a_model(name) or unknown)


def _not_a_model(name: str) -> str | None:
    """Why an existing file or folder is no model; None if there is neither."""
    path = Path(name)
    if path.is_file():
        weights = path.name.lower().endswith(WEIGHTS)
        return message("model-weights-alone" if weights else "model-other-file", given=name)
    run = next((run for run in (path, RUNS / path) if run.is_dir()), None)
    return run and message("model-no-run", given=str(run))


def _did_you_mean(name: str) -> str:
    from glassnet.lessons import LESSONS

    runs = run_names()
    if Path(name).parent == RUNS:
        return did_you_mean(name, [str(RUNS / each) for each in runs])
    return did_you_mean(name, [*LESSONS, *runs])


def _trace_formula(options: SubjectOptions) -> Trace:
    from glassnet.calculus import FormulaError, PointError, read_formula, read_point

    at = parse_points(options.at)
    try:
        read_point(read_formula(options.name).letters, at)  # before JAX takes seconds to import
    except (FormulaError, PointError) as error:
        if not NAME.fullmatch(options.name) or options.at:
            raise
        # A word or a path that cannot be read as a formula was meant as a name.
        near = _did_you_mean(options.name)
        unknown = message("traced-unknown", given=options.name, why=str(error), near=near)
        raise SettingError(_not_a_model(options.name) or unknown) from None
    from glassnet.tracing import trace

    return trace(options.name, **at)


def _load_lesson(options: SubjectOptions) -> LoadedModel:
    from glassnet import lessons

    lesson = lessons.LESSONS[options.name]
    x, y = lesson.data()
    if not options.trained:
        return lesson.build(), x, y
    result = lessons.run(options.name)
    if result.interrupted:
        raise KeyboardInterrupt
    return result.model, x, y
