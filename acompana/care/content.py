"""What every piece of content carries: words in each language, where it comes from, who signed it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

Texts = Mapping[str, str]
"""One text in each language: {"es": …, "en": …}. Spanish and English are always there, others may join."""
Tag = Literal["V", "K", "D"]
"""How well a value is founded: verified in its source, from knowledge, or a default proposed by us."""
SignOff = Literal["awaiting", "signed"]


class Sourced(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A value that somebody can look up and somebody must answer for.

    What was found in its source (V) may do without a sign-off; what was not (K, D) says whether it has one.
    """

    source: str
    tag: Tag
    sign_off: SignOff | None = None
    signed_by: str | None = None
    signed_on: date | None = None
