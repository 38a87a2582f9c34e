"""`separate`: each answer comes with its proof, which is checked here in fractions."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from sklearn.svm import SVC

import glassnet as gn
from glassnet.errors import DataError
from glassnet.messages import using
from glassnet.networks.certificate import CommonPoint, Hyperplane
from glassnet.networks.separability import Separation
from glassnet.networks.separation_text import account


def exact(value: float) -> Fraction:
    return Fraction(repr(float(value)))


def check(separation: Separation) -> None:
    """The proof, by nothing but sums of fractions."""
    points = [[exact(v) for v in row] for row in separation.points.tolist()]
    if separation.separable:
        check_hyperplane(separation.hyperplane, points, separation.labels.tolist())
    elif separation.common is not None:
        check_common(separation.common, points, separation.labels.tolist())


def check_hyperplane(found: Hyperplane, points: list[list[Fraction]], labels: list[int]) -> None:
    weights, bias = [Fraction(w) for w in found.weights], Fraction(found.bias)
    for row, label in zip(points, labels, strict=True):
        height = sum((w * v for w, v in zip(weights, row, strict=True)), bias)
        assert height > 0 if label else height < 0
    if found.integers is not None:
        *whole, last = found.integers
        for row, label in zip(points, labels, strict=True):
            height = sum((w * v for w, v in zip(whole, row, strict=True)), Fraction(last))
            assert height > 0 if label else height < 0


def check_common(found: CommonPoint, points: list[list[Fraction]], labels: list[int]) -> None:
    assert found.exact
    assert len(found.rows) <= len(points[0]) + 2
    for label, shares in enumerate((found.first, found.second)):
        assert all(labels[row] == label and weight > 0 for row, weight in shares)
        assert sum(weight for _, weight in shares) == 1
        for column, value in enumerate(found.point):
            assert sum(weight * points[row][column] for row, weight in shares) == value


@pytest.mark.parametrize(("inputs", "gates", "separable"), [(2, 16, 14), (3, 256, 104)])
def test_how_many_gates_one_unit_can_do(inputs: int, gates: int, separable: int) -> None:
    # 14 and 104: the numbers of threshold functions, https://oeis.org/A000609
    rows = list(itertools.product((0, 1), repeat=inputs))
    tables = list(itertools.product((0, 1), repeat=2**inputs))
    found = 2  # always 0 and always 1 have one class, which any unit with a large bias has
    for table in tables:
        if len(set(table)) == 2:
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
    assert xor.common == CommonPoint(
        (half, half), ((0, half), (3, half)), ((1, half), (2, half)), 0.0
    )
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


@settings(max_examples=300, deadline=None)
@given(points_and_labels)
def test_every_answer_is_proved(rows: list[tuple[tuple[int, ...], bool]]) -> None:
    separation = gn.separate([point for point, _ in rows], [label for _, label in rows])
    assert separation.separable is not None
    check(separation)
    if separation.separable:
        assert separation.hyperplane.largest


@settings(max_examples=100, deadline=None)
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
        check(gn.separate(points[few], labels[few]))
        assert found.common.exact


def test_a_point_with_two_labels() -> None:
    found = gn.separate([[0, 1.5], [2, 2], [-0.0, 1.5], [2, 2], [2, 2]], ["a", "a", "b", "b", "b"])
    assert found.contradictions == ((0, 2), (1, 3))
    assert found.separable is False
    check(found)


@settings(max_examples=60, deadline=None)
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
    assert 1 <= removal.at_least <= len(removal.rows) <= 40


@pytest.mark.parametrize(
    ("points", "labels"),
    [
        ([[1.0], [1.0 + 2**-52]], [0, 1]),
        ([[1e90, 1e90], [-1e90, 1e90], [0, -1e90]], [0, 0, 1]),
        ([[1e-300], [2e-300], [3e-300]], [0, 1, 0]),
        ([[1e16, 1], [1e16 + 2, 1], [1e16 + 4, 1]], [0, 1, 0]),
    ],
)
def test_numbers_at_the_edges(points: list[list[float]], labels: list[int]) -> None:
    with np.errstate(all="ignore"):
        found = gn.separate(points, labels)
    check(found)
    order = [label for _, label in sorted(zip(map(tuple, points), labels, strict=True))]
    if len(points[0]) == 1:
        assert found.separable in {order == sorted(order) or order == sorted(order)[::-1], None}


@pytest.mark.parametrize(
    ("points", "labels", "said"),
    [
        ([["a"], ["b"]], [0, 1], "something else than numbers"),
        ([[1, 2], [3]], [0, 1], "different lengths"),
        ([1, 2], [0, 1], "points of shape [2]; expected [rows, features]."),
        (np.zeros((0, 2)), [], "points of shape [0, 2]: there is nothing to separate."),
        (np.zeros((2, 0)), [0, 1], "there is nothing to separate."),
        ([[0.0], [np.nan]], [0, 1], "the point of row 1 has nan in column 0"),
        ([[0.0], [np.inf]], [0, 1], "inf"),
        ([[2**53 + 1], [0]], [0, 1], "the points have 9.0072e+15; expected 2^53 at most."),
        ([[1e300], [0]], [0, 1], "the points have 1e+300; expected 1e100 at most."),
        ([[10**400], [0]], [0, 1], "numbers"),
        ([[1 + 2j], [0]], [0, 1], "numbers"),
        ([[0], [1]], [0, 1, 1], "2 points and 3 labels"),
        ([[0], [1]], [0, 0], "one class among the labels (0); expected two."),
        ([[0], [1], [2]], ["a", "b", "c"], "3 classes among the labels (a, b, c)"),
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
    with using("en"), pytest.raises(DataError, match="1 names of features; expected 2"):
        gn.separate([[0, 0], [1, 1]], [0, 1], names=["a"])
    assert "  a + b − 1 is below 0" in str(gn.separate([[0, 0], [1, 1]], [0, 1], names=["a", "b"]))


def test_the_account_can_be_checked_by_hand() -> None:
    with using("en"):
        said = str(gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]))
    assert said.splitlines()[:4] == [
        "no straight line separates 0 from 1.",
        "  The point (1/2, 1/2) lies between rows of both classes:",
        "    0: 1/2·(0, 0) + 1/2·(1, 1) = (1/2, 1/2)   [rows 0, 3]",
        "    1: 1/2·(0, 1) + 1/2·(1, 0) = (1/2, 1/2)   [rows 1, 2]",
    ]


def test_long_fractions_are_told_to_be_rounded() -> None:
    chance = np.random.default_rng(0)
    found = gn.separate(chance.normal(size=(60, 3)), chance.integers(0, 2, 60))
    with using("en"):
        assert "≈ is rounded" in str(found)
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
        assert "두 클래스(0, 1)를 나누는 직선이 있습니다" in account(found)
        assert "&lt;b&gt;" in found._repr_html_()
