"""Names and identity documents: how they are written, shown, compared and searched.

Nothing here is ever required of a person. A document that looks wrong is accepted and remarked on, because whoever
registers somebody at a doorstep writes what the paper in front of them says.
"""

import re
import unicodedata

from acompana.care.facts import Document, PersonIdentity

DOCUMENT_FORMS = {
    "dni": re.compile(r"[0-9]{8}"),  # documento nacional de identidad
    "ce": re.compile(r"[A-Z0-9]{6,12}"),  # carné de extranjería
    "passport": re.compile(r"[A-Z0-9]{5,12}"),
    "cpp": re.compile(r"[A-Z0-9]{6,15}"),  # carné de permiso temporal de permanencia
    "ptp": re.compile(r"[A-Z0-9]{6,15}"),  # permiso temporal de permanencia
    "foreign": re.compile(r"[A-Z0-9.\-]{4,20}"),  # of another country
    "birth_certificate": re.compile(r"[A-Z0-9]{6,15}"),  # certificado de nacido vivo
}
"""The types of document and the form of each one's number, permissive on purpose. Source: domain reference §4.5."""

_DNI_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_DNI_DIGITS = "65432110987"
_DNI_LETTERS = "KJIHGFEDCBA"


def written_number(document: Document) -> str:
    """A document's number as it is kept and compared: capitals, no spaces, a DNI without its check character."""
    number = "".join(document.number.split()).upper()
    return number[:8] if document.type == "dni" and is_dni(number) else number


def has_expected_form(document: Document) -> bool:
    """Whether the number looks like one of its type. For a remark on the screen, never to refuse a person."""
    number = "".join(document.number.split()).upper()
    if document.type == "dni":
        return is_dni(number)
    return DOCUMENT_FORMS[document.type].fullmatch(number) is not None


def is_dni(number: str) -> bool:
    """Whether this is a DNI: eight digits and, if a check character follows, the right one ("10117410-2")."""
    match = re.fullmatch(r"([0-9]{8})(?:-?([0-9A-K]))?", number)
    return match is not None and match[2] in (None, *dni_checks(match[1]))


def dni_checks(eight_digits: str) -> tuple[str, str]:
    """The check digit and, on older cards, the check letter of a DNI's eight digits: 10117410 has 2 and G.

    The digits weighed by 3 2 7 6 5 4 3 2 are summed; the sum's remainder by 11 is a place in "65432110987" and in
    "KJIHGFEDCBA". Source: domain reference §4.5.
    """
    total = sum(weight * int(digit) for weight, digit in zip(_DNI_WEIGHTS, eight_digits, strict=True))
    return _DNI_DIGITS[total % 11], _DNI_LETTERS[total % 11]


def display_name(identity: PersonIdentity) -> str:
    """How the person is called on every screen: the social name just as it was asked for, else given name and surname.

    Empty if no name is known.
    """
    if identity.social_name:
        return identity.social_name
    return " ".join(part for part in (identity.given_names, identity.father_surname) if part)


def full_name(identity: PersonIdentity) -> str:
    """The name as the health forms write it: surnames, given names. For a referral's slip, never for a heading."""
    surnames = " ".join(part for part in (identity.father_surname, identity.mother_surname) if part)
    return ", ".join(part for part in (surnames, identity.given_names) if part)


_BETWEEN_WORDS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Text as it is compared: lower case, no accents, ñ as n, single spaces. "Núñez" and "NUNEZ" are the same."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    if not letters.isascii():
        letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", letters).strip()


def search_words(identity: PersonIdentity) -> tuple[str, ...]:
    """What finds this person: the words of all their names and the document's number, plain, sorted, each once."""
    names = (identity.given_names, identity.father_surname, identity.mother_surname, identity.social_name)
    words = {word for name in names if name for word in plain(name).split()}
    if identity.document:
        words.add(plain(written_number(identity.document)).replace(" ", ""))
    return tuple(sorted(words))
