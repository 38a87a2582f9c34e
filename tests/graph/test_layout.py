"""Laws of a layered drawing, on random graphs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glassnet.graph.layout import columns


@st.composite
def graphs(draw: st.DrawFn) -> dict[int, list[int]]:
    """Boxes 0 … n, each made from some before it."""
    size = draw(st.integers(1, 30))
    return {
        key: draw(st.lists(st.integers(0, key - 1), max_size=3, unique=True)) if key else []
        for key in range(size)
    }


@given(graphs())
def test_every_box_stands_once_and_to_the_right_of_what_it_is_made_from(
    operands: dict[int, list[int]],
) -> None:
    found = columns(operands)
    place = {key: number for number, column in enumerate(found) for key in column}
    assert sorted(key for column in found for key in column) == sorted(operands)
    for key, made_from in operands.items():
        assert all(place[each] < place[key] for each in made_from)


@given(graphs())
def test_what_is_used_stands_just_before_its_first_use(operands: dict[int, list[int]]) -> None:
    found = columns(operands)
    place = {key: number for number, column in enumerate(found) for key in column}
    for key in operands:
        used = [place[user] for user, made_from in operands.items() if key in made_from]
        if used:
            assert place[key] == min(used) - 1


def test_lines_that_need_not_cross_do_not() -> None:
    ladder = {"a": [], "b": [], "c": [], "z": ["c"], "y": ["b"], "x": ["a"]}
    first, second = columns(ladder)
    assert [{"a": "x", "b": "y", "c": "z"}[key] for key in first] == second
