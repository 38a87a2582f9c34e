"""`glassnet separable`: whether a straight line separates two classes, and the proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glassnet.cli.options import IgnoreOption, JsonOption, SeedOption
from glassnet.errors import DataError

if TYPE_CHECKING:
    from glassnet.data.raw_dataset import RawDataset
    from glassnet.separation.certificate import Shares
    from glassnet.separation.removal import Removal
    from glassnet.separation.separate import Separation


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
    from glassnet.cli.console import PlainConsole
    from glassnet.data.raw_dataset import load_raw
    from glassnet.plots.save import check_format
    from glassnet.text import message

    if plot is not None:
        check_format(plot)
    given = load_raw(data, target=target, ignore=ignore or (), seed=seed, rows=rows, noise=noise)
    found = _of_two(given, one)
    if plot is not None:
        from glassnet.plots import save
        from glassnet.plots.separation import missing_signs, plot_separation

        save(plot_separation(found), plot)  # before a word is said: it may be refused
        signs = missing_signs(found)
        if signs:
            typer.echo(message("picture-no-font", signs=signs), err=True)
    removal = found.removal()
    if as_json:
        typer.echo(json.dumps(_as_data(found, given, removal), ensure_ascii=False))
    else:
        from glassnet.separation.explain import explain

        name = given.name.upper() if given.name == given.target_name else given.name
        screen = PlainConsole(quiet=False)
        called = given.row_numbers.tolist()
        screen.print(explain(found, name, called, removal), soft_wrap=True)
        screen.check()
    if plot is not None:
        typer.echo(message("saved", path=str(plot)), err=as_json)


def _of_two(given: RawDataset, one: str | None) -> Separation:
    """The rows of two classes, or of one against all others."""
    from glassnet.separation.separate import separated
    from glassnet.text import did_you_mean, message
    from glassnet.units.network import seen

    names, label = given.class_names, given.labels
    if one is not None:
        if one not in names:
            raise DataError(message("separable-no-class", given=one) + did_you_mean(one, names))
        label = label == names.index(one)
        names = (message("separable-others"), one)
    elif len(names) != 2:
        some = ", ".join(map(seen, names[:6])) + (", …" if len(names) > 6 else "")
        said = message(
            "separable-which-class", count=len(names), some=some, first=seen(next(iter(names)))
        )
        raise DataError(said)
    first, second = names
    return separated(given.x, label.astype("int8"), (first, second), given.feature_names)


def _as_data(found: Separation, given: RawDataset, removal: Removal) -> dict[str, Any]:
    """Rows by their numbers in the file; exact fractions as text: "1/2"."""
    called = given.row_numbers.tolist()
    hyperplane, common = found.hyperplane, found.common

    def mixture(shares: Shares) -> list[dict[str, Any]]:
        return [{"row": called[row], "weight": str(weight)} for row, weight in shares]

    return {
        "separable": found.separable,
        "classes": list(found.classes),
        "features": list(found.names),
        "hyperplane": hyperplane
        and {
            "weights": list(hyperplane.weights),
            "bias": hyperplane.bias,
            "decimals": [str(number) for number in hyperplane.decimals],
            "whole_numbers": hyperplane.integers and list(hyperplane.integers),
            "margin": hyperplane.margin,
            "margin_limit": hyperplane.margin_limit,
            "nearest_rows": [called[row] for row in hyperplane.support],
        },
        "common_point": common
        and {
            "point": [str(value) for value in common.point],
            "first": mixture(common.first),
            "second": mixture(common.second),
        },
        "contradictions": [[called[a], called[b]] for a, b in found.contradictions],
        "without": {
            "rows": [called[row] for row in removal.rows],
            "at_least": removal.at_least,
        },
    }
