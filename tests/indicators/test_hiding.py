"""Small cells are hidden, and no hidden cell follows from the total and the others."""

from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from acompana.indicators.hiding import hidden, is_small

SMALLEST = 5
cells = st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9]), min_size=1, max_size=6)


@given(cells)
def test_every_small_cell_is_hidden(people: list[int]):
    gone = hidden(people, SMALLEST)
    assert [n for n, count in enumerate(people) if is_small(count, SMALLEST) and n not in gone] == []


@given(cells)
def test_nothing_is_hidden_where_no_cell_is_small(people: list[int]):
    if not any(is_small(count, SMALLEST) for count in people):
        assert hidden(people, SMALLEST) == frozenset()


def splits(total: int, parts: int, highest: int) -> Iterator[tuple[int, ...]]:
    """Every way in which hidden cells, each of at least one person, can add up to a total."""
    if parts == 1:
        if 1 <= total <= highest:
            yield (total,)
        return
    for first in range(1, min(highest, total) + 1):
        yield from ((first, *rest) for rest in splits(total - first, parts - 1, highest))


def possible(hidden_counts: Sequence[int]) -> list[set[int]]:
    """What each hidden cell can be for somebody who knows their sum, and knows when all of them are small."""
    all_small = all(is_small(count, SMALLEST) for count in hidden_counts)
    found = list(splits(sum(hidden_counts), len(hidden_counts), SMALLEST - 1 if all_small else sum(hidden_counts)))
    return [{split[n] for split in found} for n in range(len(hidden_counts))]


@settings(deadline=None)
@given(cells)
def test_a_hidden_cell_could_be_one_of_several_numbers(people: list[int]):
    gone = hidden(people, SMALLEST)
    counts = [people[n] for n in gone]
    if gone and len(gone) < len(people):
        assert len(gone) > 1
        if all(counts):
            assert [values for values in possible(counts) if len(values) < 2] == []


def test_examples():
    assert hidden([3, 50, 20], SMALLEST) == {0, 2}, "alone it would follow from the total"
    assert hidden([3, 2, 50], SMALLEST) == {0, 1}
    assert hidden([1, 1, 50], SMALLEST) == {0, 1, 2}, "two that add up to two are one each"
    assert hidden([4, 4, 0], SMALLEST) == {0, 1, 2}, "two that add up to eight are four each"
    assert hidden([3, 0], SMALLEST) == {0, 1}
    assert hidden([6, 7], SMALLEST, also=frozenset({0})) == {0, 1}
