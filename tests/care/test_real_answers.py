"""5,735 real people's answers (NHANES 2015-2016), scored here and once more by plain arithmetic."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from acompana.bundle import current
from acompana.care.facts import Answer
from acompana.care.scoring import score_answers

FILE = Path(__file__).parents[3] / "shared" / "data" / "nhanes-2015-2016-phq9.csv"
ITEMS = ("interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement", "self_harm")
COLUMNS = tuple(f"dpq0{n}0" for n in range(1, 10))
WORDS = {"7": "refused", "9": "dont_know", "": "not_asked"}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the answers are not part of the project")


def rows() -> Iterator[dict[str, str]]:
    with FILE.open(newline="") as lines:
        yield from csv.DictReader(lines)


def by_hand(row: dict[str, str]) -> tuple[int | None, bool | None, str]:
    """Total, positive and what item 9 said, straight from the columns."""
    cells = [row[column] for column in COLUMNS]
    numbers = [int(cell) for cell in cells if cell in ("0", "1", "2", "3")]
    missing, partial = 9 - len(numbers), sum(numbers)
    total = int(partial * 9 / len(numbers) + 0.5) if missing <= 2 else None
    if total is not None:
        positive = total >= 10
    else:
        positive = True if partial >= 10 else False if partial + 3 * missing < 10 else None
    ninth = "not_asked" if cells[8] not in "0123" or not cells[8] else "clear" if cells[8] == "0" else "flagged"
    return total, positive, ninth


def test_the_engine_and_plain_arithmetic_agree_on_every_person() -> None:
    phq9 = current().instrument("phq9")
    assert phq9
    seen: Counter[str] = Counter()
    for row in rows():
        answers: dict[str, Answer] = {}
        for item, column in zip(ITEMS, COLUMNS, strict=True):
            cell = row[column]
            answers[item] = WORDS[cell] if cell in WORDS else int(cell)  # type: ignore[assignment]
        score = score_answers(phq9, answers)
        assert score.main
        assert (score.main.total, score.positive, score.suicide) == by_hand(row)
        seen[score.suicide] += 1
        seen["scored" if score.main.total is not None else "unscorable"] += 1
        seen["prorated"] += score.main.prorated
        seen["positive"] += score.positive is True
    assert seen["scored"] + seen["unscorable"] == 5735
    assert seen["flagged"] + seen["clear"] + seen["not_asked"] == 5735
    assert min(seen[kind] for kind in ("unscorable", "prorated", "positive", "flagged", "not_asked")) > 0
