"""Why a fact is not accepted: the numbered catalogue. A refused fact is kept in quarantine, never dropped.

L01 malformed            not the shape of a fact
L02 unknown_kind         no such kind of fact
L03 unknown_instrument   no such instrument, or not in that version
L04 answers_unfit        answers that the instrument cannot take
L05 unknown_code         a code that no list of the content has
L06 role_may_not         the author's role may not record this kind
L07 out_of_reach         a person or place that is not the author's
L08 in_the_future        happened later than any clock could be wrong, or planned later than anybody plans
L09 before_birth         happened before the person was born, or a birth later than what tells of it
L10 id_reused            the id belongs to another fact already
L11 too_large            more than one fact can need
L12 unfit_text           characters that no text has
L13 too_long_ago         happened before anybody alive was born, or planned for a day that had passed
L14 target_unfit         a correction of another kind, or in a shape that the kind does not have
L15 not_the_authors      a correction of what somebody else recorded
L16 device_revoked       sent sealed by a phone that the coordination has revoked
L17 user_left            sent sealed by somebody who no longer works here
L18 fault                the program stumbled over it, through no fault of whoever sent it
"""

from typing import Literal

from msgspec import Struct

RefusalCode = Literal[
    "malformed",
    "unknown_kind",
    "unknown_instrument",
    "answers_unfit",
    "unknown_code",
    "role_may_not",
    "out_of_reach",
    "in_the_future",
    "before_birth",
    "id_reused",
    "too_large",
    "unfit_text",
    "too_long_ago",
    "target_unfit",
    "not_the_authors",
    "device_revoked",
    "user_left",
    "fault",
]


SEND_AGAIN = "Correct it and send it again with the same id."


class Refusal(Struct, frozen=True):
    """What was expected, what was found, what to do. `found` never repeats a name, a document or an answer."""

    code: RefusalCode
    expected: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.code}: expected {self.expected}; found {self.found}. {self.remedy}"
