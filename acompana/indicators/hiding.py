"""Small cells: a figure about fewer people than the organization's smallest cell could tell who they are.

H1  A cell of 1 to `smallest` - 1 people is hidden; an empty one is shown.
H2  A hidden cell must not follow from the total and the others: where it would, the smallest cell shown is hidden too,
    an empty one if there is no other, until what is hidden could be split in more than one way. Where every cell is
    hidden already, nothing more can be done here.
"""

from collections.abc import Sequence


def is_small(people: int, smallest: int) -> bool:
    """Whether a cell about so many people is hidden (H1)."""
    return 0 < people < smallest


def hidden(people: Sequence[int], smallest: int, also: frozenset[int] = frozenset()) -> frozenset[int]:
    """Which of the cells of a breakdown are hidden, by position.

    Args:
        people: how many people stand behind each cell; the total is known to whoever looks.
        smallest: the smallest number of people that may be shown.
        also: cells that are hidden for another reason.
    """
    gone = {n for n, count in enumerate(people) if is_small(count, smallest)} | also
    shown = sorted((n for n in range(len(people)) if n not in gone), key=lambda n: (people[n] == 0, people[n]))
    while gone and shown and _follows(sorted(people[n] for n in gone), smallest):
        gone.add(shown.pop(0))
    return frozenset(gone)


def _follows(counts: Sequence[int], smallest: int) -> bool:
    """Whether one of these hidden counts follows from their sum (H2)."""
    if len(counts) == 1:
        return True
    if any(not is_small(count, smallest) for count in counts):
        return False
    # All are known to be between 1 and smallest - 1: at either end of what they can add up to, each is known.
    return sum(counts) in (len(counts), len(counts) * (smallest - 1))
