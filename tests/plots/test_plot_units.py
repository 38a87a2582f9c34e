"""Units as lines: each where its sum is 0, with an arrow to where it is above."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from glassnet import Unit, UnitNetwork, plot_units
from glassnet.errors import SettingError
from glassnet.plots.drawing import plane
from glassnet.plots.save import save
from glassnet.units.search import known_network, search


def lines(ax) -> dict[str, np.ndarray]:
    """Each labelled line's points, [points, 2]."""
    return {line.get_label(): np.asarray(line.get_xydata(), float) for line in ax.lines}


def arrows(ax) -> list[np.ndarray]:
    """Of each arrow where it points less where it starts."""
    drawn = [text for text in ax.texts if text.arrow_patch is not None]
    return [np.subtract(text.xy, text.xyann) for text in drawn]


def test_the_lectures_units() -> None:
    figure = plot_units(known_network("xor").truth_table("xor"))
    inputs, hidden = figure.axes
    for ax, names in ((inputs, {"NN1", "NN2"}), (hidden, {"NN3"})):
        assert {*lines(ax)} == names | {"0", "1"}
    for name, weight, bias in (("NN1", 5, -8), ("NN2", -7, 3)):
        x1, x2 = lines(inputs)[name].T
        np.testing.assert_allclose(x1 + x2, -bias / weight, atol=1e-9)
    y1, y2 = lines(hidden)["NN3"].T
    np.testing.assert_allclose(y1 + y2, 6 / 11, atol=1e-9)
    assert sorted(lines(inputs)["1"].tolist()) == [[0, 1], [1, 0]]
    assert sorted(lines(inputs)["0"].tolist()) == [[0, 0], [1, 1]]
    # The last unit sees 01 and 10 at one place.
    assert lines(hidden)["1"].round(4).tolist() == [[0.0474, 0.018]] * 2
    assert {text.get_text() for text in hidden.texts} >= {"0,0", "0,1 / 1,0", "1,1"}
    assert [ax.get_xlabel() + ax.get_ylabel() for ax in figure.axes] == ["x1x2", "y1y2"]


@given(
    st.lists(st.integers(-20, 20), min_size=2, max_size=2).filter(any),
    st.floats(-10, 10, width=32),
    st.sampled_from([1.0, 1e-3, 1e30, 1e37]),
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=5),
)
@examples(25)
def test_a_line_is_where_the_sum_is_0(
    weights: list[int], bias: float, scale: float, rows: list[tuple[int, int]]
) -> None:
    unit = Unit([weight * scale for weight in weights], bias * scale, "step")
    try:
        table = UnitNetwork([[unit]]).truth_table(rows=rows)
    except SettingError:
        assert scale == 1e37  # sums beyond float32
        return
    (ax,) = plot_units(table).axes
    w = np.array(weights, float)
    ((label, (start, end)),) = [(said, ends) for said, ends in lines(ax).items() if "NN" in said]
    size = np.abs(np.stack([start, end])).max() * np.abs(w).sum() + abs(bias)
    np.testing.assert_allclose(np.stack([start, end]) @ w, -bias, atol=1e-5 * size)
    assert np.linalg.norm(end - start) > 1
    corners = np.array(list(itertools.product(ax.get_xlim(), ax.get_ylim())))
    sides = np.sign(corners @ w + bias)
    assert label == ("NN1" if len({*sides}) > 1 else "NN1 (line outside the picture)")
    assert all(arrow @ w > 0 for arrow in arrows(ax))
    assert len(arrows(ax)) == (label == "NN1")


def drawn(*widths: int) -> list[int]:
    """How many lines of units each panel of a network of two inputs has."""
    layers = [
        [Unit([1] * n_inputs, -0.5 * place - 0.5) for place in range(n_units)]
        for n_inputs, n_units in zip((2, *widths), widths, strict=False)
    ]
    figure = plot_units(UnitNetwork(layers).truth_table())
    return [sum(name.startswith("NN") for name in lines(ax)) for ax in figure.axes]


@pytest.mark.parametrize(
    ("widths", "n_lines"),
    [
        ((1,), [1]),
        ((3,), [3]),
        ((2, 1), [2, 1]),
        ((2, 2), [2]),
        ((3, 1), [3]),
        ((1, 1), [1]),
        ((2, 2, 1), [2]),
    ],
)
def test_what_the_last_unit_sees_is_drawn_if_it_is_a_plane(
    widths: tuple[int, ...], n_lines: list[int]
) -> None:
    assert drawn(*widths) == n_lines


def test_a_unit_without_weights_has_no_line(tmp_path) -> None:
    figure = plot_units(UnitNetwork([[Unit([0, 0], 1), Unit([1, 0], 0)]]).truth_table())
    assert "NN1" not in lines(figure.axes[0])
    assert len(lines(figure.axes[0])["NN1 (no line: all weights are 0)"]) == 0
    assert "NN2" in lines(figure.axes[0])
    assert save(figure, tmp_path / "a.png").stat().st_size > 1000


def boxes(figure, artists) -> list[np.ndarray]:
    """left, bottom, right, top of each, in dots."""
    return [np.array(artist.get_window_extent(figure.canvas.get_renderer()).extents)
            for artist in artists]  # fmt: skip


def words(ax) -> list:
    """The labels of points."""
    return [said for said in ax.texts if said.get_text()]


LONG = "a name of a unit that says very much more than anybody reads"


@pytest.mark.parametrize(
    ("n_units", "name"),
    [
        *((1, "W" * 50), (2, LONG), (7, ""), (24, "W" * 50), (40, LONG)),
        *(
            pytest.param(n_units, name, marks=pytest.mark.long)
            for n_units in (1, 2, 7, 24, 40)
            for name in ("", LONG, "W" * 50)
        ),
    ],
)
def test_a_legend_stays_on_the_sheet(n_units: int, name: str) -> None:
    first = [Unit([1, place - 3], 0.1 * place, name=name and f"{place} {name}")
             for place in range(n_units)]  # fmt: skip
    last = Unit([1] * n_units, -0.5, name=name)
    figure = plot_units(UnitNetwork([first, [last]]).truth_table("xor"))
    figure.canvas.draw()
    width = figure.get_size_inches()[0] * figure.dpi
    for ax in figure.axes:
        ((left, bottom, right, top),) = boxes(figure, [ax.get_legend()])
        (axis,) = boxes(figure, [ax.xaxis.get_label()])
        assert left >= 0
        assert bottom >= 0
        assert right <= width
        assert top <= axis[1] + 6  # below the name of the axis; its frame is not drawn
        names = [said.get_text() for said in ax.get_legend().get_texts()]
        assert len(names) == len({*names})
    named = [said.get_text() for said in figure.axes[0].get_legend().get_texts()]
    assert len(named) == min(n_units, 24) + (n_units > 24) + 2
    assert ("… + 16" in named) == (n_units == 40)


PLACES = {
    "the lecture's": [[0, 0], [0, 1], [1, 0], [1, 1]],
    "close": [[0, 0], [0.5, 1], [3, 4], [0.1, 0.1], [3, 4.1], [1, 0.5]],
    "one place": [[1, 1]] * 5,
    "a row": [[place / 10, 0] for place in range(12)],
}


@pytest.mark.parametrize("rows", PLACES)
@pytest.mark.parametrize("network", ["lecture", "search"])
def test_labels_lie_on_nothing_and_beside_their_points(network: str, rows: str) -> None:
    found = known_network("xor") if network == "lecture" else search([0, 1, 1, 0], 2, 2, 1)
    assert found is not None
    figure = plot_units(found.truth_table(rows=PLACES[rows]))
    for ax in figure.axes:
        found_boxes = boxes(figure, words(ax))
        (frame,) = boxes(figure, [ax])
        for one, other in itertools.combinations(found_boxes, 2):
            assert not overlap(one, other)
        heads = [text.arrow_patch for text in ax.texts if text.arrow_patch is not None]
        for box in found_boxes:
            assert (box[:2] >= frame[:2] - 1).all()
            assert (box[2:] <= frame[2:] + 1).all()
            assert not any(overlap(box, arrow) for arrow in boxes(figure, heads))


def overlap(one: np.ndarray, other: np.ndarray) -> bool:
    """By more than a dot or two."""
    return bool(((one[:2] + 2 < other[2:]) & (other[:2] + 2 < one[2:])).all())


@given(
    st.lists(st.tuples(st.floats(0, 4), st.floats(0, 4)), min_size=1, max_size=12),
    st.floats(0.1, 1.5),
)
@examples(30)
def test_labels_are_near_their_points(places: list[tuple[float, float]], width: float) -> None:
    points, sizes = np.array(places), np.array([[width, 0.12]] * len(places))
    corners = plane.place_labels(points, sizes, np.array([4.0, 4.0]), np.zeros((0, 2)))
    gaps = np.clip(points, corners, corners + sizes) - points
    assert np.abs(gaps).max() <= plane.DISTANCES[-1] + 1e-9
    alone = plane.place_labels(points[:1], sizes[:1], np.array([4.0, 4.0]), np.zeros((0, 2)))
    assert np.abs(np.clip(points[0], alone, alone + sizes[0]) - points[0]).max() < plane.FAR


def test_many_points_have_no_labels() -> None:
    rows = [[place, place**2] for place in range(60)]
    (ax,) = plot_units(UnitNetwork([[Unit([1, 1])]]).truth_table(rows=rows)).axes
    assert not words(ax)


def test_names_are_letters_and_no_formulas(tmp_path) -> None:
    network = UnitNetwork([[Unit([1, 1], -0.5, name="$비_1$")]], ["x_$y$", "[red]"])
    figure = plot_units(network.truth_table("or"))
    save(figure, tmp_path / "a.svg")
    (ax,) = figure.axes
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x_$y$", "[red]")
    assert "$비_1$" in lines(ax)


def test_fonts_are_looked_up_for_every_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(texts: Iterable[str]) -> AbstractContextManager[None]:
        asked.extend(texts)
        return nullcontext()

    monkeypatch.setattr("glassnet.plots.lines.lettering", noted)
    plot_units(UnitNetwork([[Unit([1, 1], name="비")]], ["가", "나"]).truth_table())
    assert {"비", "가", "나"} <= {*asked}


@pytest.mark.parametrize(("n_inputs", "said"), [(1, "one input;"), (3, "3 inputs;")])
def test_of_other_than_two_inputs_there_is_no_picture(n_inputs: int, said: str) -> None:
    table = UnitNetwork([[Unit([1] * n_inputs)]]).truth_table()
    with pytest.raises(SettingError, match=f"{said} expected 2 to draw units as lines"):
        plot_units(table)
