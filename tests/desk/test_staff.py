"""Personal: an administrator hires, gives passwords, lets go, and keeps the rota, all on the screen."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from acompana.people.models import Duty, Role, Shift, User
from acompana.people.rota import on_duty, owner_of
from tests.desk.reading import words

OLD = "lluvia sobre Comas"
NEW = {"name": "Flor Invernal", "username": "Flor", "role": "agent", "language": "es", "place_0": "150106-02"}


@pytest.fixture
def office(town, browse):
    """A browser in which the administrator is signed in."""
    return browse(town.administrator)


def password_on(page: str) -> str:
    (password,) = re.findall(r'translate="no">([a-z0-9-]+)<', page)
    return password


def signs_in(browse, username: str, password: str) -> bool:
    answer = browse(None).post(reverse("desk:sign_in"), {"username": username, "password": password})
    return answer.status_code == 302


def local(moment: datetime) -> tuple[str, str]:
    here = timezone.localtime(moment)
    return f"{here:%Y-%m-%d}", f"{here:%H:%M}"


def shift_form(user: User, starts_at: datetime, ends_at: datetime, **said: object) -> dict[str, object]:
    (day, hour), (end_day, end_hour) = local(starts_at), local(ends_at)
    moments = {"day": day, "hour": hour, "end_day": end_day, "end_hour": end_hour}
    return {"duty": "clinician_on_call", "user": str(user.pk), "place": "150106", "weeks": 1, **moments, **said}


# --- Who works here ---------------------------------------------------------------------------------------------------


def test_whoever_is_hired_signs_in_with_the_password_shown_and_chooses_another(office, browse):
    answer = office.post(reverse("desk:hire"), NEW)
    password = password_on(answer.text)
    hired = User.objects.get(username="flor")
    assert (hired.role, hired.must_change_password) == ("agent", True)
    assert [place.code for place in hired.places.all()] == ["150106-02"]
    assert signs_in(browse, "flor", password)
    assert browse(hired).get(reverse("desk:today"))["Location"].startswith(reverse("desk:password"))


def test_a_password_is_shown_once_and_stands_in_no_address(office):
    answer = office.post(reverse("desk:hire"), NEW)
    password = password_on(answer.text)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    for name, parameters in (("staff", []), ("hire", []), ("member", [User.objects.get(username="flor").pk])):
        assert password not in office.get(reverse(f"desk:{name}", args=parameters)).text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"username": "ROSA"}, "Ya hay alguien con ese usuario."),
        ({"username": "flor invernal"}, "Use solo letras sin tilde"),
        ({"place_0": ""}, "Elija al menos un lugar"),
        ({"name": ""}, "obligatorio"),
        ({"name": "F\x00lor"}, "nulos"),
    ],
)
def test_what_cannot_be_is_said_beside_it_and_hires_nobody(office, said, told):
    before = User.objects.count()
    answer = office.post(reverse("desk:hire"), NEW | said)
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert User.objects.count() == before


def test_an_analyst_works_everywhere_unless_told_otherwise(office):
    office.post(reverse("desk:hire"), NEW | {"role": "analyst", "place_0": ""})
    assert [place.path for place in User.objects.get(username="flor").places.all()] == ["/"]


def test_somebody_moves_to_other_places_and_to_another_role(office, town):
    said = {"name": "Rosa", "role": "coordinator", "language": "en", "place_0": "150106-03", "place_1": "150110"}
    assert office.post(reverse("desk:member", args=[town.agent.pk]), said).status_code == 302
    changed = User.objects.get(pk=town.agent.pk)
    assert (changed.name, changed.role, changed.language, changed.username) == ("Rosa", "coordinator", "en", "rosa")
    assert sorted(place.code for place in changed.places.all()) == ["150106-03", "150110"]
    assert changed.check_password(OLD)


def test_nobody_changes_role_while_a_risk_would_come_to_them(office, town, on_call):
    on_call(town.clinician, "150106")
    said = {"name": "Carmen", "role": "analyst", "language": "es", "place_0": "150106"}
    answer = office.post(reverse("desk:member", args=[town.clinician.pk]), said)
    assert answer.status_code == 422
    assert "turnos por delante" in words(answer.text)
    assert User.objects.get(pk=town.clinician.pk).role == "clinician"


def test_nobody_changes_role_while_people_are_assigned_to_them(office, town, register, tell):
    tell(town.coordinator, register(), "assigned", {"to": str(town.agent.pk), "duty": "agent"})
    said = {"name": "Rosa", "role": "analyst", "language": "es", "place_0": "150106"}
    assert office.post(reverse("desk:member", args=[town.agent.pk]), said).status_code == 422
    assert User.objects.get(pk=town.agent.pk).role == "agent"


def test_a_new_password_ends_the_old_one_and_the_open_sessions(office, browse, town):
    at_work = browse(town.agent)
    assert at_work.get(reverse("desk:today")).status_code == 200
    address = reverse("desk:new_password", args=[town.agent.pk])
    office.get(address)
    assert at_work.get(reverse("desk:today")).status_code == 200  # looking at the question changes nothing
    password = password_on(office.post(address).text)
    assert at_work.get(reverse("desk:today")).status_code == 302
    assert not signs_in(browse, "rosa", OLD)
    assert signs_in(browse, "rosa", password)


def test_whoever_leaves_is_out_at_once_and_may_come_back(office, browse, town):
    at_work = browse(town.agent)
    address = reverse("desk:leave", args=[town.agent.pk])
    office.post(address)
    assert at_work.get(reverse("desk:today")).status_code == 302
    assert not signs_in(browse, "rosa", OLD)
    assert "Ya no trabajan aquí 1" in words(office.get(reverse("desk:staff")).text)
    office.post(address, {"then": "works_here"})
    assert signs_in(browse, "rosa", OLD)


def test_whoever_leaves_by_a_form_sent_twice_has_left(office, browse, town):
    address = reverse("desk:leave", args=[town.agent.pk])
    shown = office.get(address).text
    (then,) = re.findall(r'<button[^>]* name="then" value="([^"]+)"', shown)
    for _ in range(2):
        office.post(address, {"then": then})
    assert not signs_in(browse, "rosa", OLD)


def test_before_somebody_leaves_one_is_told_what_hangs_on_them(office, town, life, on_call):
    said = words(office.get(reverse("desk:leave", args=[town.agent.pk])).text)
    assert "1 persona está a su alcance" in said
    assert "Usa 1 teléfono" in said
    on_call(town.clinician, "150106")
    assert "Tiene 1 turno por delante" in words(office.get(reverse("desk:leave", args=[town.clinician.pk])).text)


def test_an_administrator_cannot_shut_themselves_out(office, town):
    office.post(reverse("desk:leave", args=[town.administrator.pk]))
    said = {"name": "Directora", "role": "analyst", "language": "es"}
    assert office.post(reverse("desk:member", args=[town.administrator.pk]), said).status_code == 422
    kept = User.objects.get(pk=town.administrator.pk)
    assert (kept.is_active, kept.role) == (True, "administrator")


def test_an_administrator_is_offered_no_search_for_people(office, browse, town):
    assert 'role="search"' not in office.get(reverse("desk:staff")).text
    assert 'role="search"' in browse(town.agent).get(reverse("desk:today")).text


def test_the_program_itself_is_nobody_to_be_changed(office):
    program = User.objects.create_user("otro-programa", role=Role.SYSTEM, name="Programa")
    for name in ("member", "new_password", "leave"):
        assert office.post(reverse(f"desk:{name}", args=[program.pk]), NEW).status_code == 404


# --- The rota ---------------------------------------------------------------------------------------------------------


def test_a_shift_on_the_screen_is_who_answers_from_then_on(office, town, life):
    now = timezone.now()
    assert owner_of(Duty.CLINICIAN_ON_CALL, "/15/1501/150106/150106-01/", now) == town.coordinator
    assert "Sin profesional de turno en los próximos 7 días" in words(office.get(reverse("desk:shifts")).text)
    said = shift_form(town.clinician, now - timedelta(hours=1), now + timedelta(days=8))
    assert office.post(reverse("desk:shifts"), said).status_code == 302
    assert owner_of(Duty.CLINICIAN_ON_CALL, "/15/1501/150106/150106-01/", now) == town.clinician
    shown = words(office.get(reverse("desk:shifts")).text)
    assert "carmen de turno ahora" in shown
    assert "Sin profesional de turno" not in shown


def test_a_shift_is_written_for_several_weeks_at_once(office, town):
    start = timezone.now() + timedelta(days=1)
    office.post(reverse("desk:shifts"), shift_form(town.clinician, start, start + timedelta(hours=12), weeks=3))
    begins = list(Shift.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert [later - begins[0] for later in begins] == [timedelta(weeks=n) for n in range(3)]


def test_a_shift_sent_twice_is_written_once(office, town):
    start = timezone.now() + timedelta(days=1)
    for _ in range(2):
        office.post(reverse("desk:shifts"), shift_form(town.clinician, start, start + timedelta(hours=12), weeks=2))
    assert Shift.objects.count() == 2


@pytest.mark.parametrize(
    ("hours", "said", "told"),
    [
        (-1, {}, "terminaría antes de empezar"),
        (24 * 40, {}, "como máximo 31 días"),
        (8, {"duty": "coordinator"}, "no puede tener ese turno"),
        (8, {"place": ""}, "obligatorio"),
        (8, {"weeks": 100}, "26"),
        (8, {"day": "mañana"}, "fecha válida"),
    ],
)
def test_a_shift_that_cannot_be_is_refused_with_its_reason(office, town, hours, said, told):
    start = timezone.now() + timedelta(days=1)
    form = shift_form(town.clinician, start, start + timedelta(hours=hours), **said)
    answer = office.post(reverse("desk:shifts"), form)
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert not Shift.objects.exists()


def test_agents_and_those_who_left_are_not_offered_for_a_shift(office, town):
    User.objects.filter(pk=town.other_clinician.pk).update(is_active=False)
    offered = office.get(reverse("desk:shifts")).text
    assert str(town.clinician.pk) in offered
    assert str(town.agent.pk) not in offered
    assert str(town.other_clinician.pk) not in offered


def test_a_shift_that_has_begun_ends_now_and_a_later_one_goes(office, town, on_call):
    running = on_call(town.clinician, "150106")
    later = Shift.objects.create(
        duty="clinician_on_call",
        user=town.clinician,
        place_id="150106",
        starts_at=timezone.now() + timedelta(days=2),
        ends_at=timezone.now() + timedelta(days=3),
    )
    for shift in (running, later):
        address = reverse("desk:end_shift", args=[shift.pk])
        assert office.get(address).status_code == 200
        assert office.post(address).status_code == 302
        assert office.get(address).status_code == 404
        again = office.post(address, follow=True)
        assert "El turno ya no está anotado" in words(again.text)
    assert on_duty("clinician_on_call", "/15/1501/150106/", timezone.now()) == []
    assert list(Shift.objects.values_list("pk", flat=True)) == [running.pk]
