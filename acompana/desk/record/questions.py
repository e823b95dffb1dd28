"""The questions of an instrument on a form: which are asked now, what was answered, what that comes to.

Drawn from the instrument, whatever instrument it is. Which question follows which is decided by `care.asking` alone:
the page sends what has been answered so far and gets back what is asked next.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from acompana.care.asking import applicability, check_answers, next_item
from acompana.care.facts import Answer
from acompana.care.instruments import Flag, Instrument, Item, Number
from acompana.care.scoring import Score, score_answers
from acompana.desk import wording

UNANSWERED = [
    ("refused", gettext_lazy("No quiso responder")),
    ("dont_know", gettext_lazy("No sabe")),
    ("not_asked", gettext_lazy("No se preguntó")),
]
PREFIX = "a."


class Choice(Struct, frozen=True):
    value: str
    label: str
    is_chosen: bool


class Question(Struct, frozen=True):
    """One item as it is drawn."""

    name: str
    code: str
    number: int
    text: str
    choices: list[Choice]
    unanswered: list[Choice]
    count: Number | None
    unit: str
    typed: str
    is_missing: bool


class Questions:
    """An instrument with what has been answered so far. `answers` must be ones the instrument can take."""

    def __init__(
        self, instrument: Instrument, answers: Mapping[str, Answer], seen: frozenset[str] = frozenset()
    ) -> None:
        self.instrument = instrument
        self.answers = dict(answers)
        self.seen = seen  # items that were on the page that came back
        self.is_checked = False

    @classmethod
    def sent(cls, instrument: Instrument, sent: Mapping[str, Any]) -> "Questions":
        """What came back from a page. What the instrument cannot take, or no longer asks, counts as not answered."""
        answers = {}
        for item in instrument.items:
            answer = _read(sent.get(f"{PREFIX}{item.code}", ""))
            if answer is not None and not check_answers(instrument, {item.code: answer}):
                answers[item.code] = answer
        seen = frozenset(sent.get("seen", "").split())
        return cls(instrument, {k: v for k, v in answers.items() if _is_kept(instrument, answers, k)}, seen)

    @cached_property
    def asked(self) -> list[Item]:
        """The items to be asked, as far as the answers tell; and whatever raised an alarm, asked or not."""
        applies = applicability(self.instrument, self.answers)
        return [item for item in self.instrument.items if applies[item.code] or item.code in self.answers]

    @property
    def shown(self) -> list[Question]:
        return [self._question(n, item) for n, item in enumerate(self.asked, 1)]

    @property
    def seen_now(self) -> str:
        return " ".join(item.code for item in self.asked)

    @property
    def missing(self) -> list[str]:
        return [item.code for item in self.asked if item.code not in self.answers]

    @property
    def unseen(self) -> list[str]:
        """What the last answers brought up and nobody has looked at yet."""
        return [item.code for item in self.asked if item.code not in self.seen and item.code not in self.answers]

    @property
    def alarms(self) -> list[Flag]:
        return [f for f in self.instrument.flags if f.kind == "suicide" and self.answers.get(f.item) in f.values]

    @property
    def last_alarm(self) -> str:
        """The last item on the page whose answer cannot wait."""
        raised = {flag.item for flag in self.alarms}
        return next((item.code for item in reversed(self.asked) if item.code in raised), "")

    @property
    def score(self) -> Score:
        return score_answers(self.instrument, self.answers)

    def leave_rest(self) -> None:
        """Mark everything that was not answered as not asked, and what that brings up."""
        while (item := next_item(self.instrument, self.answers)) is not None:
            self.answers[item.code] = "not_asked"
        self.__dict__.pop("asked", None)

    def _question(self, number: int, item: Item) -> Question:
        answer = self.answers.get(item.code)
        options = self.instrument.options(item)
        return Question(
            name=f"{PREFIX}{item.code}",
            code=item.code,
            number=number,
            text=wording.said(item.text) or _("Pregunta {n} del formulario impreso").format(n=number),
            choices=[Choice(str(o.value), wording.said(o.label), answer == o.value) for o in options],
            unanswered=[Choice(value, str(label), answer == value) for value, label in UNANSWERED],
            count=item.number,
            unit=wording.said(item.number.unit) if item.number else "",
            typed=str(answer) if item.number and isinstance(answer, int) else "",
            is_missing=self.is_checked and answer is None,
        )


def _read(text: str) -> Answer | None:
    text = text.strip()
    if text in ("refused", "dont_know", "not_asked"):
        return text  # type: ignore[return-value]
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _is_kept(instrument: Instrument, answers: Mapping[str, Answer], code: str) -> bool:
    """Whether an answer still counts once the others are as they are: an alarm always does."""
    if applicability(instrument, answers)[code] is not False:
        return True
    return any(flag.item == code and answers[code] in flag.values for flag in instrument.flags)
