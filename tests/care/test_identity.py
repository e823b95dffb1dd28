import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from acompana.care.facts import Document, PersonIdentity
from acompana.care.identity import (
    DOCUMENT_FORMS,
    display_name,
    dni_checks,
    full_name,
    has_expected_form,
    is_dni,
    plain,
    search_words,
    written_number,
)

eight_digits = st.from_regex(r"[0-9]{8}", fullmatch=True)
names = st.text(min_size=1, max_size=30)


def test_the_check_character_of_a_dni_is_told_apart():
    assert is_dni("10117410-2")
    assert is_dni("101174102")
    assert is_dni("10117410-G")
    assert not is_dni("10117410-3")


def test_a_dni_without_its_check_character_is_a_dni_and_keeps_its_zeros():
    assert is_dni("00000012")
    assert written_number(Document("dni", " 0000 0012 ")) == "00000012"


def test_seven_or_nine_digits_of_another_kind_are_no_dni():
    assert not is_dni("1011741")
    assert not is_dni("1011741０")
    assert not is_dni("1011741000")


@given(eight_digits)
def test_of_all_check_digits_exactly_one_is_right(digits):
    right, letter = dni_checks(digits)
    assert [digit for digit in "0123456789" if is_dni(digits + digit)] == [right]
    assert is_dni(f"{digits}-{letter}")


@given(eight_digits, st.integers(0, 7), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed_unless_two_remainders_share_a_check_digit(digits, place, other):
    mistyped = digits[:place] + other + digits[place + 1 :]
    letter = dni_checks(digits)[1]
    assert is_dni(f"{mistyped}-{letter}") == (mistyped == digits)


@given(eight_digits)
def test_a_dni_is_kept_the_same_with_and_without_its_check_character(digits):
    check = dni_checks(digits)[0]
    assert {written_number(Document("dni", text)) for text in (digits, digits + check, f"{digits}-{check}")} == {digits}


@given(st.sampled_from(sorted(DOCUMENT_FORMS)), st.text(max_size=25))
def test_any_number_of_any_type_is_written_and_judged_without_failing(kind, number):
    document = Document(kind, number)
    once = written_number(document)
    assert written_number(Document(kind, once)) == once
    assert has_expected_form(document) in (True, False)


def test_documents_of_people_from_elsewhere_have_their_forms():
    assert has_expected_form(Document("ce", "000123456"))
    assert has_expected_form(Document("foreign", "V-12.345.678"))
    assert not has_expected_form(Document("ce", "12"))


def test_the_social_name_comes_first_and_alone():
    kiara = PersonIdentity(given_names="José Luis", father_surname="Rojas", social_name="Kiara")
    assert display_name(kiara) == "Kiara"
    assert full_name(kiara) == "Rojas, José Luis"


def test_whoever_gave_no_name_has_an_empty_one():
    assert display_name(PersonIdentity()) == ""
    assert full_name(PersonIdentity(given_names="Ana")) == "Ana"


def test_accents_capitals_and_hyphens_do_not_matter_to_a_search():
    person = PersonIdentity(given_names="María-José", father_surname="NÚÑEZ", document=Document("dni", "10117410-2"))
    assert search_words(person) == ("10117410", "jose", "maria", "nunez")


def test_the_social_name_and_the_others_all_find_the_person():
    assert search_words(PersonIdentity(given_names="José", social_name="Kiara")) == ("jose", "kiara")


@given(names)
def test_plain_text_is_plain_already(name):
    assert plain(plain(name)) == plain(name)
    assert plain(unicodedata.normalize("NFD", name)) == plain(unicodedata.normalize("NFC", name))
    assert plain(name) == plain(f"  {name} ")
