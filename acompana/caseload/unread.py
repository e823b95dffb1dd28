"""Recorded answers that the content in force cannot read.

An answer is read with the version of the instrument that it was given to. Without that version it tells nothing: no
score, no flag, no open risk. So its absence must be found before cards are made anew, from the facts alone.
"""

from gettext import gettext as _
from gettext import ngettext

from msgspec import Struct

from acompana.bundle import Bundle
from acompana.care.reading import VISIT_FORM
from acompana.ledger.checks import RISK_FORM
from acompana.ledger.reading import raw_cursor

_ANSWERED_IN = """
SELECT instrument, version, count(*) FROM (
    SELECT
        CASE kind WHEN 'answers_given' THEN said->>'instrument' WHEN 'risk_assessed' THEN %(risk)s ELSE %(visit)s END
            AS instrument,
        CASE kind WHEN 'answers_given' THEN said->>'version' WHEN 'risk_assessed' THEN said->>'instrument_version'
            ELSE said->>'form_version' END AS version
    FROM (
        SELECT kind, body AS said FROM ledger_fact WHERE kind <> 'fact_corrected'
        UNION ALL
        SELECT body->>'of', body->'instead' FROM ledger_fact WHERE kind = 'fact_corrected'
    ) AS facts
    WHERE kind IN ('answers_given', 'visit_made', 'call_made', 'risk_assessed')
) AS answered
WHERE version IS NOT NULL GROUP BY instrument, version ORDER BY instrument, version
"""


class Answered(Struct, frozen=True):
    """A version of an instrument, and how many facts hold answers to it."""

    instrument: str
    version: str
    facts: int


class UnreadableFacts(Exception):
    """The content in force cannot read everything that was recorded; `unread` says which versions it lacks."""

    def __init__(self, unread: list[Answered]) -> None:
        self.unread = unread
        file = f"instruments/{unread[0].instrument}/{unread[0].version}.toml"
        super().__init__(
            _(
                "Expected content that reads every answer that was recorded; found that the content in force lacks"
                " {lacking}. No risk in those answers would be seen. Put the files back into the content, such as"
                " {file}, and run `acompana bundle`."
            ).format(lacking="; ".join(map(_lacking, unread)), file=file)
        )


def _lacking(gone: Answered) -> str:
    sentence = ngettext(
        "{version}, in which {number} fact was answered", "{version}, in which {number} facts were answered", gone.facts
    )
    return sentence.format(version=f"{gone.instrument} {gone.version}", number=gone.facts)


def answered() -> list[Answered]:
    """Every version of an instrument that some fact, or some correction of one, holds answers to."""
    cursor = raw_cursor()
    cursor.execute(_ANSWERED_IN, {"risk": RISK_FORM, "visit": VISIT_FORM})
    return [Answered(*row) for row in cursor.fetchall()]


def unread(bundle: Bundle) -> list[Answered]:
    """Those of them that are not in `bundle`."""
    return [given for given in answered() if bundle.instrument(given.instrument, given.version) is None]


def refuse_unreadable(bundle: Bundle) -> None:
    """Raise UnreadableFacts unless `bundle` reads every answer that was recorded."""
    if lacking := unread(bundle):
        raise UnreadableFacts(lacking)
