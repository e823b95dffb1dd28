"""Equipo: the phones of one's workers, what they hold against what the server counts, and handing people over."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from acompana.bundle import current
from acompana.desk.team import views
from acompana.house.database import WEB_ROLE
from acompana.people.access import seeing, viewer_for
from acompana.people.devices import sign_in_device
from acompana.people.ids import new_id
from acompana.people.models import Device, Handover
from tests.desk.reading import words


@pytest.fixture
def phone_of(town):
    """`phone_of(user, pending=2, people_held=1)`: a phone in use, as it last reported."""

    def phone_of(user, name: str = "celular", **said: object) -> Device:
        device, _token = sign_in_device(user, name, "1.4")
        Device.objects.filter(pk=device.pk).update(
            **{"last_contact_at": timezone.now(), "pending": 0, "bundle": current().hash, **said}
        )
        return device

    return phone_of


@pytest.fixture
def team(town, browse):
    def team(user=None) -> str:
        return words(browse(user or town.coordinator).get(reverse("desk:team")).text)

    return team


def test_every_phone_is_counted_and_reached_though_only_the_first_are_shown(town, phone_of, browse, monkeypatch):
    """The one that was lost may stand last."""
    monkeypatch.setattr(views, "SHOWN", 2)
    for n in range(5):
        phone_of(town.agent, f"celular {n}")
    browser = browse(town.coordinator)
    page = browser.get("/equipo/").text
    assert "5 teléfonos en uso" in words(page)
    assert page.count("celular ") < 5
    for _ in range(2):
        more = re.search(r'href="(\?ver=\d+)">Ver más teléfonos', page)
        page = browser.get(f"/equipo/{more[1]}").text
    assert all(f"celular {n}" in words(page) for n in range(5))
    assert "Ver más teléfonos" not in page


# --- Who sees which phone -------------------------------------------------------------------------------------------


def seen_by(user) -> set[str]:
    """The phones that the database itself shows this user."""
    with transaction.atomic(), seeing(viewer_for(user)), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
        cursor.execute("SELECT name FROM people_device")
        found = {name for (name,) in cursor.fetchall()}
        cursor.execute("RESET ROLE")
    return found


def test_the_database_shows_a_phone_to_its_user_and_to_who_supervises_the_user(town, phone_of):
    for who, user in town.everybody.items():
        if user.role in ("agent", "clinician", "coordinator"):
            phone_of(user, who)
    near = {"agent", "clinician", "coordinator"}
    far = {"other_agent", "other_clinician", "other_coordinator"}
    assert {who: seen_by(user) for who, user in town.everybody.items()} == {
        "agent": {"agent"},
        "clinician": {"clinician"},
        "coordinator": near,
        "analyst": set(),
        "administrator": near | far,
        "other_agent": {"other_agent"},
        "other_clinician": {"other_clinician"},
        "other_coordinator": far,
    }


def test_without_a_viewer_the_database_shows_no_phone(town, phone_of):
    phone_of(town.agent)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
        cursor.execute("SELECT count(*) FROM people_device")
        assert cursor.fetchone() == (0,)
        cursor.execute("RESET ROLE")


def test_a_coordinator_sees_the_phones_of_the_own_places_and_an_agent_none(town, browse, team, phone_of):
    phone_of(town.agent, "celular de rosa")
    phone_of(town.other_agent, "celular de julia")
    assert "celular de rosa" in team()
    assert "celular de julia" not in team()
    assert "celular de julia" in team(town.administrator)
    assert browse(town.agent).get(reverse("desk:team")).status_code == 403


# --- What a phone says ----------------------------------------------------------------------------------------------


def test_a_phone_that_holds_whom_the_server_counts_says_so(town, team, register, phone_of):
    register("Ana"), register("Eva")
    phone_of(town.agent, people_held=2)
    shown = team()
    assert "2, las que cuenta el servidor" in shown
    assert "nada por enviar" in shown
    assert "versión 1.4" in shown
    assert "el vigente" in shown


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (1, "1, y el servidor le cuenta 2: le falta recibir 1."),
        (5, "5, y el servidor le cuenta 2: guarda 3 que ya no son suyas."),
        (None, "todavía no lo ha dicho; el servidor le cuenta 2"),
    ],
)
def test_a_phone_that_holds_others_says_what_is_missing(town, team, register, phone_of, held, said):
    register("Ana"), register("Eva")
    phone_of(town.agent, people_held=held)
    assert said in team()


def test_the_count_is_the_workers_own_also_beyond_the_coordinators_places(town, team, register, tell, phone_of):
    here, there = register("Ana"), register("Eva", home="150110-01")
    tell(town.other_coordinator, there, "assigned", {"to": str(town.agent.pk), "duty": "agent"})
    phone_of(town.agent, people_held=2)
    assert here
    assert "2, las que cuenta el servidor" in team()


def test_what_waits_old_content_and_silence_are_told(town, team, phone_of):
    long_ago = timezone.now() - timedelta(days=4)
    phone_of(town.agent, pending=3, bundle="another", last_contact_at=long_ago)
    shown = team()
    assert "3 registros por enviar" in shown
    assert "uno anterior" in shown
    assert "hace 4 días" in shown
    assert "en silencio" in shown


# --- Revoking -------------------------------------------------------------------------------------------------------


def test_a_phone_is_revoked_after_a_reason_and_stays_listed(town, browse, team, phone_of):
    device = phone_of(town.agent, "celular de rosa", pending=2)
    client, address = browse(town.coordinator), reverse("desk:revoke", args=[device.pk])
    asked = words(client.get(address).text)
    assert "2 registros por enviar" in asked
    assert Device.objects.get(pk=device.pk).revoked_at is None
    assert client.post(address, {}).status_code == 422
    client.post(address, {"reason": "stolen"})
    assert Device.objects.get(pk=device.pk).revoked_by == town.coordinator
    assert "por teresa: lo robaron" in team()


def test_nobody_revokes_a_phone_of_other_places(town, browse, phone_of):
    device = phone_of(town.other_agent)
    answer = browse(town.coordinator).post(reverse("desk:revoke", args=[device.pk]), {"reason": "lost"})
    assert answer.status_code == 404
    assert Device.objects.get(pk=device.pk).revoked_at is None


def test_what_is_revoked_stays_so_whoever_asks(town, browse, phone_of):
    device = phone_of(town.agent, revoked_at=timezone.now())
    with pytest.raises((IntegrityError, InternalError), match="stays revoked"), transaction.atomic():
        Device.objects.filter(pk=device.pk).update(revoked_at=None)
    answer = browse(town.coordinator).get(reverse("desk:revoke", args=[device.pk]), follow=True)
    assert "ya estaba revocado" in words(answer.text)


# --- Handing over ---------------------------------------------------------------------------------------------------


@pytest.fixture
def luis(town):
    """A second agent of the coordinator's places, with nobody yet."""
    from acompana.people.models import Place, User

    return User.objects.create_user("luis", name="luis", role="agent", places=[Place.objects.get(pk="150106-02")])


@pytest.fixture
def of_rosa(town, register, tell):
    """Three people whom rosa accompanies, one of them in another sector, and one whom nobody accompanies."""
    people = [register("Ana"), register("Eva"), register("Sol", home="150106-02")]
    for person in people:
        tell(town.coordinator, person, "assigned", {"to": str(town.agent.pk), "duty": "agent"}, timedelta(days=20))
    register("Paz", home="150106-02")
    return people


def sent(page, **choices: object) -> dict[str, object]:
    """The form as a browser sends it back, with its slip."""
    import re

    hidden = dict(re.findall(r'type="hidden" name="(fact|opened|person)" value="([^"]*)"', page.text))
    return {**hidden, **choices}


def hand_over(client, **choices: object):
    address = reverse("desk:hand_over")
    return client.post(address, sent(client.get(address), **choices), follow=True)


def agents_now(people) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker.username FROM caseload_card AS card JOIN people_user AS worker ON worker.id = card.agent"
            " WHERE card.person = ANY(%s) ORDER BY card.person",
            [people],
        )
        return [name for (name,) in cursor.fetchall()]


def test_all_people_of_an_agent_are_counted_first_and_moved_when_confirmed(town, browse, luis, of_rosa):
    client = browse(town.coordinator)
    choices = {"agent": str(town.agent.pk), "to": str(luis.pk)}
    assert "3 personas pasan a luis" in words(hand_over(client, **choices).text)
    assert agents_now(of_rosa) == ["rosa"] * 3
    done = words(hand_over(client, **choices, sure="1").text)
    assert "3 personas pasaron de rosa a luis" in done
    assert agents_now(of_rosa) == ["luis"] * 3


def test_only_those_of_a_place_or_of_one_person_are_moved(town, browse, luis, of_rosa):
    client = browse(town.coordinator)
    hand_over(client, agent=str(town.agent.pk), place="150106-02", to=str(luis.pk), sure="1")
    assert agents_now(of_rosa) == ["rosa", "rosa", "luis"]
    hand_over(client, person=str(of_rosa[0]), to=str(luis.pk), sure="1")
    assert agents_now(of_rosa) == ["luis", "rosa", "luis"]


def test_all_of_a_place_means_also_those_whom_nobody_accompanies(town, browse, luis, of_rosa):
    shown = words(hand_over(browse(town.coordinator), place="150106-02", to=str(luis.pk)).text)
    assert "2 personas pasan a luis" in shown


def test_confirming_twice_moves_once(town, browse, luis, of_rosa):
    client, address = browse(town.coordinator), reverse("desk:hand_over")
    form = sent(client.get(address), agent=str(town.agent.pk), to=str(luis.pk), sure="1")
    pages = [client.post(address, form, follow=True) for _ in range(2)]
    assert [page.redirect_chain[-1][0] for page in pages] == [pages[0].redirect_chain[-1][0]] * 2
    assert [handover.count for handover in Handover.objects.all()] == [3]


@pytest.mark.parametrize("choices", [{}, {"agent": "rosa"}, {"place": "150106-01"}, {"agent": "rosa", "to": "rosa"}])
def test_a_form_that_says_too_little_moves_nobody(town, browse, luis, of_rosa, choices):
    ids = {"rosa": str(town.agent.pk)}
    answer = hand_over(browse(town.coordinator), **{name: ids.get(v, v) for name, v in choices.items()}, sure="1")
    assert answer.status_code == 422
    assert agents_now(of_rosa) == ["rosa"] * 3


def test_nobody_of_other_places_is_moved(town, browse, luis, register, tell):
    theirs = register("Zoe", home="150110-01")
    tell(town.other_coordinator, theirs, "assigned", {"to": str(town.agent.pk), "duty": "agent"})
    shown = words(hand_over(browse(town.coordinator), person=str(theirs), to=str(luis.pk), sure="1").text)
    assert "Nadie por traspasar" in shown
    assert agents_now([theirs]) == ["rosa"]


def test_after_it_the_page_says_whether_the_phones_have_followed(town, browse, luis, of_rosa, phone_of):
    old = phone_of(town.agent, "celular de rosa", pending=2, people_held=4)
    client = browse(town.coordinator)
    page = hand_over(client, agent=str(town.agent.pk), to=str(luis.pk), sure="1")
    shown = words(page.text)
    assert "Las cuentas todavía no coinciden" in shown
    assert "2 registros por enviar" in shown
    assert "4, y el servidor le cuenta 2: guarda 2 que ya no son suyas" in shown
    assert "Todavía no ha iniciado sesión en ningún teléfono" in shown
    phone_of(luis, "celular de luis", people_held=4)
    Device.objects.filter(pk=old.pk).update(pending=0, people_held=2)
    shown = words(client.get(page.redirect_chain[-1][0]).text)
    assert "Las cuentas coinciden" in shown
    assert "3 personas pasaron de rosa a luis" in words(client.get(reverse("desk:team")).text)


def test_a_handover_is_seen_by_who_supervises_one_of_the_two(town, browse, luis, of_rosa):
    made = Handover.objects.create(at=timezone.now(), by=town.coordinator, from_user=town.agent, to_user=luis, count=1)
    address = reverse("desk:handed_over", args=[made.pk])
    assert browse(town.administrator).get(address).status_code == 200
    assert browse(town.other_coordinator).get(address).status_code == 404
    assert browse(town.coordinator).get(reverse("desk:handed_over", args=[new_id()])).status_code == 404
