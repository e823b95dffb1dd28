"""The code that stands for a fact in a neutral message.

A phone without data asks to be called back by SMS, and the message may say nothing of anybody: it carries six letters,
which the coordination types into the search. They are the last 30 bits of the id of the fact that raised the alarm, all
of them random, in Crockford's alphabet, which has no I, L, O and U to be misread.
"""

from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6
_READ_AS = str.maketrans("ILO", "110")


def sms_code(fact: UUID) -> str:
    """The code of a fact: five bits a letter, the highest first."""
    return "".join(ALPHABET[fact.int >> 5 * n & 31] for n in reversed(range(LENGTH)))


def tail_of(code: str) -> int:
    """The 30 bits that a code stands for."""
    return sum(ALPHABET.index(letter) << 5 * n for n, letter in enumerate(reversed(code)))


def typed_code(typed: str) -> str | None:
    """The code that somebody typed, with or without gaps and whatever the case; None where it can be none."""
    code = "".join(typed.split()).replace("-", "").upper().translate(_READ_AS)
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None
