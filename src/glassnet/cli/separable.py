"""`glassnet separable`: whether a straight line separates two classes, and the proof."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glassnet.cli.commands import IgnoreOption, JsonOption, SeedOption, check_plot
from glassnet.errors import DataError
from glassnet.text import did_you_mean, message

if TYPE_CHECKING:
    from glassnet.data.sources import RawDataset
    from glassnet.separation import Separation
    from glassnet.separation.removal import Removal


def separable(
    data: str,
    target: str | None = None,
    one: Annotated[str | None, typer.Option("--class")] = None,
    ignore: IgnoreOption = None,
    rows: int | None = None,
    noise: float | None = None,
    seed: SeedOption = 0,
    plot: Path | None = None,
    as_json: JsonOption = False,
) -> None:
    """Find a line, plane or hyperplane between two classes, or prove that there is none."""
    from glassnet.data.sources import load_raw

    check_plot(plot)
    given = load_raw(data, target=target, ignore=ignore or (), seed=seed, rows=rows, noise=noise)
    found = _of_two_classes(given, one)
    if plot is not None:
        _draw(found, plot, one)  # before a word is said: it may be refused
    removal = found.removal()
    if as_json:
        typer.echo(json.dumps(_as_data(found, given, removal), ensure_ascii=False))
    else:
        _show(found, given, removal)
    if plot is not None:
        typer.echo(message("saved", path=str(plot)), err=as_json)


def _of_two_classes(given: RawDataset, one: str | None) -> Separation:
    """Separate the rows of two classes, or of one from all others."""
    from glassnet.separation.separate import separated
    from glassnet.units.validation import brief_repr

    names, label = given.class_names, given.labels
    if one is not None:
        if one not in names:
            raise DataError(message("separable-no-class", given=one) + did_you_mean(one, names))
        label = label == names.index(one)
        names = (message("separable-others"), one)
    elif len(names) != 2:
        some = ", ".join([*map(brief_repr, names[:6]), "…"][: len(names)])
        first = brief_repr(next(iter(names)))
        raise DataError(message("separable-which-class", count=len(names), some=some, first=first))
    first, second = names
    return separated(given.x, label.astype("int8"), (first, second), given.feature_names)


def _draw(found: Separation, path: Path, one: str | None) -> None:
    from glassnet.cli import print_error
    from glassnet.plots import plot_separation, save
    from glassnet.plots.drawing.figures import in_lettering, no_font
    from glassnet.plots.lines import missing_signs

    if one is not None:
        others = in_lettering(lambda: message("separable-others"))
        found = replace(found, classes=(others, one))
    save(plot_separation(found), path)
    signs = missing_signs(found)
    if signs:
        print_error(no_font(signs))


def _show(found: Separation, given: RawDataset, removal: Removal) -> None:
    from glassnet.cli.console import PlainConsole
    from glassnet.separation.explain import explain

    name = given.name.upper() if given.name == given.target_name else given.name
    console = PlainConsole(quiet=False)
    console.print(explain(found, name, given.row_numbers.tolist(), removal), soft_wrap=True)
    console.check()


def _as_data(found: Separation, given: RawDataset, removal: Removal) -> dict[str, Any]:
    """Rows by their numbers in the file; exact fractions as text: "1/2"."""
    numbers = given.row_numbers.tolist()
    hyperplane, common = found.hyperplane, found.common
    data: dict[str, Any] = {
        "separable": found.separable,
        "classes": list(found.classes),
        "features": list(found.names),
        "hyperplane": None,
        "common_point": None,
        "contradictions": [[numbers[a], numbers[b]] for a, b in found.contradictions],
        "without": {
            "rows": [numbers[row] for row in removal.rows],
            "at_least": removal.at_least,
        },
    }
    if hyperplane is not None:
        data["hyperplane"] = {
            "weights": list(hyperplane.weights),
            "bias": hyperplane.bias,
            "decimals": [str(number) for number in hyperplane.decimals],
            "whole_numbers": hyperplane.integers and list(hyperplane.integers),
            "margin": hyperplane.margin,
            "margin_limit": hyperplane.margin_limit,
            "nearest_rows": [numbers[row] for row in hyperplane.support],
        }
    if common is not None:
        data["common_point"] = {"point": [str(value) for value in common.point]} | {
            name: [{"row": numbers[row], "weight": str(weight)} for row, weight in shares]
            for name, shares in (("first", common.first), ("second", common.second))
        }
    return data
