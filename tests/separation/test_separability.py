"""`separate`: each answer comes with its proof, which is checked here in fractions."""

from __future__ import annotations

import itertools
import math
import re
import time
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples
from scipy.optimize import linprog
from sklearn.svm import SVC

import glassnet as gn
from glassnet.errors import DataError
from glassnet.separation import removal
from glassnet.separation.explain import explain
from glassnet.separation.linear_program import CommonPoint
from glassnet.separation.max_margin import Hyperplane
from glassnet.separation.removal import Removal
from glassnet.separation.separate import Separation
from glassnet.text import using


def exact(value: float) -> Fraction:
    return Fraction(repr(float(value)))


def check(separation: Separation) -> None:
    """The proof, by nothing but sums of fractions; "not decided" has none."""
    points = [[exact(v) for v in row] for row in separation.points.tolist()]
    if separation.separable is None:
        assert separation.common is None
    elif separation.separable:
        check_hyperplane(separation.hyperplane, points, separation.labels.tolist())
    else:
        check_common(separation.common, points, separation.labels.tolist())


def check_hyperplane(found: Hyperplane, points: list[list[Fraction]], labels: list[int]) -> None:
    for numbers in (found.decimals, found.integers):
        if numbers is not None:
            assert all(splits([Fraction(number) for number in numbers], points, labels))


def splits(
    numbers: list[Fraction], points: list[list[Fraction]], labels: list[int]
) -> Iterator[bool]:
    """Whether weights and bias have each row on its side."""
    *weights, bias = numbers
    for row, label in zip(points, labels, strict=True):
        height = sum((w * v for w, v in zip(weights, row, strict=True)), bias)
        yield height > 0 if label else height < 0


def check_common(found: CommonPoint, points: list[list[Fraction]], labels: list[int]) -> None:
    assert len(found.rows) <= len(points[0]) + 2
    for label, shares in enumerate((found.first, found.second)):
        assert all(labels[row] == label and weight > 0 for row, weight in shares)
        # Over one denominator: of 200 features' fractions sums take 12 s otherwise.
        below = math.lcm(*(weight.denominator for _, weight in shares))
        whole = [(row, int(weight * below)) for row, weight in shares]
        assert sum(weight for _, weight in whole) == below
        for column, value in enumerate(found.point):
            unit = math.lcm(*(points[row][column].denominator for row, _ in shares))
            total = sum(weight * int(points[row][column] * unit) for row, weight in whole)
            assert total * value.denominator == value.numerator * below * unit


@pytest.mark.parametrize(("inputs", "gates", "separable"), [(2, 16, 14), (3, 256, 104)])
def test_how_many_gates_one_unit_can_do(inputs: int, gates: int, separable: int) -> None:
    # 14 and 104: the numbers of threshold functions, https://oeis.org/A000609
    rows = list(itertools.product((0, 1), repeat=inputs))
    tables = list(itertools.product((0, 1), repeat=2**inputs))
    found = 2  # always 0 and always 1 have one class, which any unit with a large bias has
    for table in tables[1:-1]:
        separation = gn.separate(rows, table)
        check(separation)
        assert separation.separable is not None
        found += separation.separable
    assert (len(tables), found) == (gates, separable)


def test_xor_has_the_middle_in_both_hulls() -> None:
    xor = gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    half = Fraction(1, 2)
    assert xor.separable is False
    assert xor.unit is None
    assert xor.common == CommonPoint((half, half), ((0, half), (3, half)), ((1, half), (2, half)))
    assert xor.removal().at_least == len(xor.removal().rows) == 1


def test_the_unit_of_and_solves_and() -> None:
    found = gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    assert found.unit == gn.Unit((2, 2), -3)
    assert gn.UnitNetwork([[found.unit]]).truth_table("and").correct.all()
    assert found.hyperplane.margin == pytest.approx(np.sqrt(2) / 4)
    assert found.hyperplane.largest
    assert found.hyperplane.support == (1, 2, 3)


points_and_labels = st.integers(1, 4).flatmap(
    lambda n: st.lists(
        st.tuples(st.tuples(*[st.integers(-4, 4)] * n), st.booleans()), min_size=2, max_size=14
    ).filter(lambda rows: len({label for _, label in rows}) == 2)
)


Rows = list[tuple[tuple[int, ...], bool]]


@examples(400)
@given(points_and_labels)
def test_every_answer_is_proved(rows: Rows) -> None:
    separation = gn.separate([point for point, _ in rows], [label for _, label in rows])
    assert separation.separable is not None
    check(separation)
    if separation.separable:
        assert separation.hyperplane.largest


@examples(100)
@given(points_and_labels, st.integers(-100, 100), st.integers(-12, 12))
def test_units_of_measurement_decide_nothing(rows, moved: int, power: int) -> None:
    points, labels = [point for point, _ in rows], [label for _, label in rows]
    other = gn.separate([[float(f"{v + moved}e{power}") for v in row] for row in points], labels)
    check(other)
    assert other.separable == gn.separate(points, labels).separable


def linear_program(points: np.ndarray, side: np.ndarray) -> bool:
    """Whether side·(w·x + b) >= 1 has a solution, by SciPy alone."""
    rows = -side[:, None] * np.column_stack([points, np.ones(len(points))])
    n = rows.shape[1]
    return linprog(
        np.zeros(n), A_ub=rows, b_ub=-np.ones(len(points)), bounds=[(None, None)] * n
    ).success


@pytest.mark.parametrize(
    ("points", "labels", "margin"),
    [
        (
            [
                *([2, 1, 0, 3e6], [2e-6, 1e-6, 0, 1e-6], [2, 1e6, 2, 3e-6]),
                *([3e-6, 2e-6, 3e6, 2], [2, 3, 2, 2], [0, 2e-6, 1e-6, 1]),
            ],
            [1, 0, 1, 0, 0, 1],
            0.408248,
        ),
        ([[3e6, 1], [3e6, 3e6], [2e-6, 0], [0, 3e-6]], [0, 0, 1, 0], 1.5e-6),
    ],
)
def test_the_largest_margin_of_scales_that_differ_by_a_million_millions(
    points: list[list[float]], labels: list[int], margin: float
) -> None:
    """Margins by an exact simplex of another program's."""
    found = gn.separate(points, labels).hyperplane
    assert found is not None
    assert found.margin == pytest.approx(margin, rel=1e-5)
    assert found.margin_limit == pytest.approx(found.margin, rel=1e-6)


@pytest.mark.parametrize("features", [1, 2, 5, 20])
def test_the_margin_is_a_support_vector_machines(features: int) -> None:
    chance = np.random.default_rng(features)
    points = chance.normal(size=(60, features))
    labels = points @ chance.normal(size=features) > 0.1
    found = gn.separate(points, labels).hyperplane
    machine = SVC(kernel="linear", C=1e9, tol=1e-8).fit(points, labels)
    assert found.margin == pytest.approx(1 / np.linalg.norm(machine.coef_), rel=1e-4)
    assert np.allclose(found.weights, machine.coef_[0], rtol=1e-2, atol=1e-3 * found.margin**-1)
    # The nearest rows lie at 1 and -1, no row between.
    heights = points @ found.weights + found.bias
    assert np.abs(heights).min() == pytest.approx(1)
    assert np.allclose(np.abs(heights[list(found.support)]), 1)


@pytest.mark.parametrize("separable", [True, False])
def test_a_hundred_thousand_rows(separable: bool) -> None:
    chance = np.random.default_rng(1)
    points = chance.normal(size=(100_000, 8))
    labels = points @ chance.normal(size=8) > 0.3
    if not separable:
        labels[::5000] ^= True
    found = gn.separate(points, labels)
    assert found.separable is separable
    if separable:
        assert found.hyperplane.largest
        assert (((points @ found.hyperplane.weights + found.hyperplane.bias) > 0) == labels).all()
    else:
        few = list(found.common.rows)
        whole = [[exact(value) for value in row] for row in points[few].tolist()]
        shares = [
            tuple((few.index(row), weight) for row, weight in part)
            for part in (found.common.first, found.common.second)
        ]
        check_common(CommonPoint(found.common.point, *shares), whole, labels[few].tolist())


def test_a_point_with_two_labels() -> None:
    found = gn.separate([[0, 1.5], [2, 2], [-0.0, 1.5], [2, 2], [2, 2]], ["a", "a", "b", "b", "b"])
    assert found.contradictions == ((0, 2), (1, 3))
    assert found.separable is False
    check(found)


@examples(60)
@given(
    st.lists(
        st.tuples(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.booleans()),
        min_size=2,
        max_size=7,
    ).filter(lambda rows: len({label for _, label in rows}) == 2)
)
def test_no_fewer_rows_would_do(rows) -> None:
    points = np.array([point for point, _ in rows], float)
    side = np.array([1 if label else -1 for _, label in rows])
    removal = gn.separate(points, side).removal(seconds=10)
    fewest = next(
        size
        for size in range(len(rows))
        for left in itertools.combinations(range(len(rows)), len(rows) - size)
        if linear_program(points[list(left)], side[list(left)])
    )
    left = np.setdiff1d(np.arange(len(rows)), removal.rows)
    assert linear_program(points[left], side[left])
    assert len(removal.rows) == fewest
    assert removal.smallest


def test_of_many_rows_some_that_do_and_a_bound() -> None:
    chance = np.random.default_rng(0)
    points = chance.normal(size=(2_000, 3))
    labels = points[:, 0] > 0
    labels[:10] ^= True
    removal = gn.separate(points, labels).removal()
    left = np.setdiff1d(np.arange(2_000), removal.rows)
    assert gn.separate(points[left], labels[left]).separable
    assert 1 <= removal.at_least <= len(removal.rows) <= 10


@pytest.mark.parametrize("wrong", [1, 3])
def test_a_few_wrong_labels_among_many_are_found(wrong: int) -> None:
    chance = np.random.default_rng(wrong)
    points = chance.normal(size=(20_000, 20))
    labels = points @ chance.normal(size=20) > 0.1
    labels[:wrong] ^= True
    separation = gn.separate(points, labels)
    start = time.monotonic()
    separation.removal(seconds=0.5)
    assert time.monotonic() - start < 5  # 1 s on a machine of its own
    assert separation.removal(seconds=20).rows == tuple(range(wrong))


def test_least_squares_alone_find_nearly_only_the_wrong_labels_of_many_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The linear programs would take longer than a caller may wait."""
    monkeypatch.setattr(removal, "_elastic_programs", lambda *_: ())
    chance = np.random.default_rng(1)
    points = chance.normal(size=(20_000, 10))
    labels = points @ chance.normal(size=10) > 0
    labels[chance.choice(20_000, 50, replace=False)] ^= True
    assert len(gn.separate(points, labels).removal(seconds=60).rows) <= 60


def test_parity_of_eight_needs_no_more_than_93() -> None:
    rows = np.array(list(itertools.product((0, 1), repeat=8)))
    assert len(gn.separate(rows, rows.sum(axis=1) % 2).removal().rows) == 93


def test_a_whole_class_is_no_answer() -> None:
    chance = np.random.default_rng(0)
    points = np.concatenate([np.eye(60), -np.eye(60), np.zeros((1, 60)), 0.001 * np.eye(60)])
    labels = np.repeat([0, 0, 1, 1], [60, 60, 1, 60])[: len(points)]
    separation = gn.separate(points[chance.permutation(len(points))], labels)
    every = Removal(tuple(np.flatnonzero(separation.labels).tolist()), 1)
    assert "Remove" not in explain(separation, removal=every)


@pytest.mark.parametrize(
    ("points", "labels", "separable"),
    [
        ([[1.0], [1.0 + 2**-52]], [0, 1], True),
        ([[1e90, 1e90], [-1e90, 1e90], [0, -1e90]], [0, 0, 1], True),
        ([[1e-80], [2e-80], [3e-80]], [0, 1, 0], False),
        ([[1e-50], [2e-50]], [0, 1], True),
        ([[1e16, 1], [1e16 + 2, 1], [1e16 + 4, 1]], [0, 1, 0], False),
        ([[1e100, 1], [-1e100, 1 + 2**-52], [0, 1 + 2**-51]], [0, 1, 0], True),
        ([[1, 1e-90], [1, 2e-90], [2, 0]], [0, 1, 0], True),
        ([[0, 0], [1, 1], [0.5, 0.500000000000001], [2, 2]], [0, 0, 1, 0], True),
        ([[0, 0], [3, 1], [1, 0.3333333333333333], [2, 5]], [0, 0, 1, 1], False),
        ([[0, 0], [3, 1], [1, 0.3333333333333334], [2, 5]], [0, 0, 1, 1], True),
    ],
)
def test_numbers_at_the_edges(points: list, labels: list[int], separable: bool) -> None:
    found = gn.separate(points, labels)
    check(found)
    assert found.separable is separable


@pytest.mark.parametrize("power", range(5, 16))
@pytest.mark.parametrize("above", [-1, 0, 1])
def test_a_row_next_to_the_line_between_two_others(power: int, above: int) -> None:
    # It is on no line of whole numbers but the one from row 0 to row 1, if that.
    size, half = 10**power, 5 * 10 ** (power - 1)
    found = gn.separate([[0, 0], [size, size], [half, half + above]], [0, 0, 1])
    check(found)
    assert found.separable is (above != 0)
    if above:
        assert found.hyperplane.margin == pytest.approx(np.sqrt(1 / 8), rel=1e-6)
        assert found.hyperplane.largest


nearly_flat = (
    st.integers(1, 5).flatmap(
        lambda n: st.lists(
            st.tuples(st.tuples(*[st.integers(-3, 3)] * (n + 1)), st.booleans()),
            min_size=2,
            max_size=12,
        ).filter(lambda rows: len({label for _, label in rows}) == 2)
    ),
    st.integers(0, 15),
    st.randoms(),
)


@examples(200)
@given(*nearly_flat)
def test_rows_that_nearly_lie_on_a_plane(rows, power: int, chance) -> None:
    # Far along a direction, and off it by units in the last place.
    size = 10**power
    points = [[size * (first + 4) + v for v in rest] for (first, *rest), _ in rows]
    labels = [label for _, label in rows]
    found = gn.separate(points, labels)
    check(found)
    assert found.separable is not None
    moved = [[v - 4 * size for v in point] for point in points]
    assert gn.separate(moved, labels).separable is found.separable
    order = chance.sample(range(len(rows)), len(rows))
    other = gn.separate([points[k] for k in order], [labels[k] for k in order])
    assert other.separable is found.separable


@pytest.mark.parametrize(("rows", "features"), [(120, 40), (90, 60), (100, 100), (40, 200)])
@pytest.mark.parametrize("separable", [True, False])
def test_many_features(rows: int, features: int, separable: bool) -> None:
    chance = np.random.default_rng(features)
    points = chance.integers(-5, 6, size=(rows, features)).astype(float)
    labels = points @ chance.normal(size=features) > 0
    if not separable:
        # Of each class two rows with the same middle.
        points[:4] = chance.integers(-5, 6, size=features)
        points[0, 0] += 1
        points[1, 0] -= 1
        points[2, 1] += 1
        points[3, 1] -= 1
        labels[:4] = [False, False, True, True]
    found = gn.separate(points, labels)
    check(found)
    if separable:
        assert found.separable
    else:
        assert found.separable is False


@pytest.mark.parametrize("features", [80, pytest.param(200, marks=pytest.mark.long)])
def test_hundreds_of_features_without_a_line(features: int) -> None:
    chance = np.random.default_rng(0)
    rows = 4 * features
    found = gn.separate(chance.normal(size=(rows, features)), chance.integers(0, 2, rows))
    assert found.separable is False
    check(found)


@pytest.mark.parametrize("features", [160, pytest.param(400, marks=pytest.mark.long)])
def test_hundreds_of_features_with_a_hyperplane(features: int) -> None:
    chance = np.random.default_rng(0)
    points = chance.normal(size=(1000, features))
    labels = points @ chance.normal(size=features) > 0
    start = time.process_time()
    found = gn.separate(points, labels)
    assert found.hyperplane.largest
    assert time.process_time() - start < 15  # of 400 features 2 s on a machine of its own
    assert (((points @ found.hyperplane.weights + found.hyperplane.bias) > 0) == labels).all()
    assert len(str(found)) < 2000


@pytest.mark.parametrize(
    ("points", "labels", "said"),
    [
        ([["a"], ["b"]], [0, 1], "expected rows of numbers"),
        ([[1, 2], [3]], [0, 1], "all of the same length"),
        ([1, 2], [0, 1], "points of shape [2]; expected [rows, features]."),
        (
            np.zeros((0, 2)),
            [],
            "points of shape [0, 2]; expected at least one row and one feature.",
        ),
        (np.zeros((2, 0)), [0, 1], "points of shape [2, 0]; expected at least one row"),
        ([[0.0], [np.nan]], [0, 1], "points: row 1, column 0 is nan; expected finite numbers."),
        ([[0.0], [np.inf]], [0, 1], "inf"),
        (
            [[2**53 + 1], [0]],
            [0, 1],
            "points: 9.0072e+15 is too large; expected numbers up to 2^53.",
        ),
        ([[1e300], [0]], [0, 1], "points: 1e+300 is too large; expected numbers up to 1e100."),
        ([[1e-160, 1], [2e-160, 2]], [0, 1], "feature x1 varies by 1e-160 only"),
        ([[1e-320], [2e-320]], [0, 1], "expected at least 1e-100: multiply it."),
        ([[10**400], [0]], [0, 1], "numbers"),
        ([[1 + 2j], [0]], [0, 1], "numbers"),
        ([[0], [1]], [0, 1, 1], "2 points and 3 labels"),
        ([[0], [1]], [0, 0], "one class in the labels (0); expected two."),
        ([[0], [1], [2]], ["a", "b", "c"], "3 classes in the labels (a, b, c)"),
        ([[0], [1]], [0.0, np.nan], "classes"),
        ([[0], [1]], [[0, 1], [1, 0]], "labels of shape [2, 2]"),
        ([[0], [1]], [None, 1], "two different values"),
    ],
)
def test_mistakes_get_one_line(points, labels, said: str) -> None:
    with using("en"), pytest.raises(DataError) as error:
        gn.separate(points, labels)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_names_are_those_of_the_features() -> None:
    said = str(gn.separate([[0, 0], [1, 1]], [0, 1], names=["a", "b"]))
    assert ": a + b − 1 = 0" in said
    frame = pd.DataFrame({"p": [0, 0, 1], "q": [0, 1, 1]})
    assert gn.separate(frame, [0, 0, 1]).names == ("p", "q")
    assert gn.separate(frame, [0, 0, 1], names=["a", "b"]).names == ("a", "b")
    assert gn.separate(frame.to_numpy(), [0, 0, 1]).names == ("x1", "x2")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a"], "one feature name for 2 features; expected one for each."),
        (["a", "b", "c"], "3 feature names for 2 features; expected one for each."),
        (5, "one feature name for 2 features; expected one for each."),
        (["a", "a"], "feature name a: expected different texts of one line."),
        (["a", "b\n"], r"feature name 'b\n':"),
        (["a", "\x1b[31m"], r"feature name '\x1b[31m':"),
        (["a", ""], "feature name '':"),
        ([1, 2], "feature name 1:"),
        ([[1], {}], "feature name [1]:"),
    ],
)
def test_names_are_different_texts_of_one_line(names, said: str) -> None:
    with using("en"), pytest.raises(DataError) as error:
        gn.separate([[0, 0], [1, 1]], [0, 1], names=names)
    assert said in str(error.value)


@examples(60)
@given(
    st.integers(0, 10**9), st.integers(-4, 3), st.lists(st.integers(-9, 9), min_size=8, max_size=8)
)
def test_the_printed_line_separates(moved: int, power: int, offsets: list[int]) -> None:
    points = [
        [float(f"{moved + k + (k > 3)}e{power}"), float(f"{v}e{power}")]
        for k, v in enumerate(offsets)
    ]
    labels = [0] * 4 + [1] * 4
    found = gn.separate(points, labels)
    rows = [[exact(v) for v in row] for row in points]
    with using("en"):
        lines = str(found).splitlines()
    assert all(splits(printed(re.search("boundary: (.+) = 0", lines[1])[1]), rows, labels))
    if "σ" in lines[2]:
        assert all(splits(printed(lines[2].split("σ(")[1].rstrip(")")), rows, labels))


def printed(total: str) -> list[Fraction]:
    """Two weights and a bias, of `2·x1 − x2 + 3`."""
    numbers = {"x1": Fraction(0), "x2": Fraction(0), "": Fraction(0)}
    signs = total.strip().replace(" + ", " +").replace(" − ", " −").split()
    for sign, number, name in (
        re.fullmatch(r"([+−]?)([\d.]+(?:e[+−]\d+)?)?·?(x\d)?", each).groups() for each in signs
    ):
        value = Fraction((number or "1").replace("−", "-"))
        numbers[name or ""] += -value if sign == "−" else value
    return list(numbers.values())


def test_a_row_a_million_away_is_told_from_the_next() -> None:
    points = [[1234567, 1], [1234568, 1], [1234566.5, 3], [1234568.5, 3]]
    with using("en"):
        said = str(gn.separate(points, [0, 1, 0, 1]))
    assert "2·x1 − 2469135 = 0 (below 0 for every row of class 0, above 0 for every" in said


def test_a_unit_that_32_bit_floats_spoil_is_none() -> None:
    near = gn.separate([[1700000000], [1700000001]], [0, 1])
    assert (near.separable, near.unit) == (True, None)
    with using("en"):
        assert "float32 cannot tell these rows apart" in str(near)
    assert gn.separate([[1e-50], [2e-50]], [0, 1]).unit is None  # a weight of 2e50
    assert gn.separate([[1e50], [2e50]], [0, 1]).unit is None  # rows that are infinite


@examples(60)
@given(points_and_labels, st.integers(0, 8))
def test_a_unit_is_right_about_every_row(rows, power: int) -> None:
    points = np.array([point for point, _ in rows], float) + 10.0**power
    labels = np.array([label for _, label in rows])
    unit = gn.separate(points, labels).unit
    if unit is not None:
        assert ((unit(points) > 0.5) == labels).all()
        assert not (unit(points) == 0.5).any()


def test_many_features_and_long_names_are_told_in_short() -> None:
    chance = np.random.default_rng(0)
    points = chance.normal(size=(300, 200))
    labels = np.where(points @ chance.normal(size=200) > 0, "b" * 3000, "a\x1b[31m\n")
    found = gn.separate(points, labels, names=[f"feature_{k}" * 9 for k in range(200)])
    for language in ("en", "ko"):
        with using(language):
            said = str(found)
        assert len(said) < 5000
        assert "\x1b" not in said
        assert len(said.splitlines()) == 4


def test_the_account_can_be_checked_by_hand() -> None:
    with using("en"):
        said = str(gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]))
    assert said.splitlines()[:4] == [
        "Not linearly separable: no straight line separates 0 from 1.",
        "  The convex hulls of both classes contain the point (1/2, 1/2):",
        "    0: 1/2·(0, 0) + 1/2·(1, 1) = (1/2, 1/2)   [rows 0, 3]",
        "    1: 1/2·(0, 1) + 1/2·(1, 0) = (1/2, 1/2)   [rows 1, 2]",
    ]


def test_long_fractions_are_told_to_be_rounded() -> None:
    chance = np.random.default_rng(0)
    found = gn.separate(chance.normal(size=(60, 3)), chance.integers(0, 2, 60))
    with using("en"):
        assert "≈ marks rounded numbers" in str(found)
    check(found)


@pytest.mark.parametrize(
    ("features", "kind"), [(1, "threshold"), (2, "straight line"), (3, "plane"), (4, "hyperplane")]
)
def test_what_separates_is_called_by_its_dimension(features: int, kind: str) -> None:
    with using("en"):
        assert f"a {kind} separates" in str(gn.separate(np.eye(2, features), [0, 1]))


def test_it_can_be_said_in_korean_and_shown_in_a_notebook() -> None:
    found = gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1], names=["<b>", "y"])
    with using("ko"):
        assert "선형 분리 가능. 두 클래스(0, 1)를 나누는 직선이 있습니다" in explain(found)
        assert "&lt;b&gt;" in found._repr_html_()
