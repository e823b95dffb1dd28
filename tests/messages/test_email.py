"""Messages as they travel: neutral, in the recipient's language, and patient with a mail server that is down."""

from __future__ import annotations

import io

import pytest
from django.db import connection

from acompana.messages.email import Email, UnfitAddressError
from acompana.messages.log import Log
from acompana.messages.watch import Watch
from acompana.people.models import User
from tests.messages.conftest import ORIGIN
from tests.rig.sending import send, wire

pytestmark = pytest.mark.django_db

SECRETS = [
    "Wayra",
    "Huamán",
    "44556677",
    "987654321",
    "frente al parque",
    "F32.",
    "phq9",
    "PHQ-9",
    "suicid",
    "riesgo alto",
]


def test_each_recipient_is_written_to_in_their_language(mailing, post_office, clock, at_risk):
    at_risk()
    mailing.round()
    clock.passes(minutes=15)
    mailing.round()
    spanish, english = post_office.letters
    assert (spanish["To"], english["To"]) == ("psi@example.org", "coco@example.org")
    assert "no puede esperar" in spanish.get_content()
    assert "cannot wait" in english.get_content()
    assert f"{ORIGIN}/riesgo/" in spanish.get_content()
    assert spanish["Auto-Submitted"] == "auto-generated"


def test_no_message_and_no_line_names_anybody(mailing, post_office, clock, team, at_risk):
    identity = {
        "given_names": "Wayra",
        "father_surname": "Huamán",
        "document": {"type": "dni", "number": "44556677"},
        "phone": "987654321",
        "address_hint": "frente al parque",
    }
    person = at_risk(**identity)
    diagnosis = {"code": "F32.1", "certainty": "definitive"}
    send(team["psychologist"], wire(person, "diagnosis_made", diagnosis))
    stream = io.StringIO()
    log = Log(stream)
    mailing.round()
    clock.passes(days=3)
    mailing.round()
    User.objects.update(email="")
    clock.passes(days=3)
    Watch(log, log, ORIGIN, clock).round()
    at_risk(**identity)
    Watch(log, log, ORIGIN, clock).round()
    written = b"\n".join(post_office.raw).decode() + "".join(letter.get_content() for letter in post_office.letters)
    assert len(post_office.raw) >= 3
    assert stream.getvalue().count("\n") >= 1
    for secret in [*SECRETS, str(person)]:
        assert secret.lower() not in written.lower()
        assert secret.lower() not in stream.getvalue().lower()
    assert all(user.name not in stream.getvalue() for user in team.values())


def test_a_server_that_is_down_delays_and_loses_nothing(mailing, post_office, clock, at_risk):
    post_office.close()
    at_risk()
    down = mailing.round()
    assert (down.sent, down.troubled, down.is_well) == (0, 1, False)
    assert "Expected an SMTP server at 127.0.0.1" in down.troubles[0]
    assert down.oldest_pressing == clock.now
    assert not mailing.round().is_well, "it stays visible between the tries"
    post_office.open()
    clock.passes(seconds=15)
    up = mailing.round()
    assert (up.sent, up.troubled, up.is_well) == (1, 0, True)
    assert post_office.recipients == ["psi@example.org"]


def test_each_try_in_vain_waits_longer_but_never_more_than_five_minutes(mailing, post_office, clock, at_risk):
    post_office.close()
    at_risk()
    waits = []
    for _ in range(6):
        mailing.round()
        with connection.cursor() as cursor:
            cursor.execute("SELECT try_at FROM messages_outbox WHERE rung = 'told-1'")
            (try_at,) = cursor.fetchone()
        waits.append((try_at - clock.now).total_seconds())
        clock.now = try_at
    assert waits == [15, 30, 60, 120, 240, 300]


def test_one_address_that_is_refused_holds_nobody_else_back(mailing, post_office, clock, at_risk):
    post_office.refuses.add("psi@example.org")
    at_risk()
    mailing.round()
    clock.passes(minutes=15)
    result = mailing.round()
    assert post_office.recipients == ["coco@example.org"]
    assert not result.is_well
    assert "psi@example.org" not in "".join(result.troubles)


def test_whoever_has_no_address_is_written_into_the_log_and_counted(mailing, kept, team, at_risk):
    User.objects.filter(pk=team["psychologist"].pk).update(email="")
    at_risk()
    result = mailing.round()
    assert [letter.to for letter in kept.letters] == [team["psychologist"].pk]
    assert result.unaddressed == 1


@pytest.mark.parametrize("url", ["", "localhost:25", "http://127.0.0.1:25", "smtp://", "smtp://host:many"])
def test_an_impossible_address_of_the_server_says_what_was_expected(url):
    with pytest.raises(UnfitAddressError, match=r"Expected the SMTP server as smtp://host:port"):
        Email(url, "a@example.org")


@pytest.mark.parametrize("sender", ["", "nobody", "a@b@c", "a@b\nBcc: x@y"])
def test_an_impossible_sender_says_what_was_expected(sender):
    with pytest.raises(UnfitAddressError, match="Expected the sender's address"):
        Email("smtp://127.0.0.1:25", sender)
