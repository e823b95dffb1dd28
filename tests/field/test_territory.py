"""What a phone keeps to be used without a network: places, workers, who is on duty, health services."""

from datetime import timedelta

import pytest
from django.utils import timezone

from acompana.field import territory
from acompana.people.models import Facility, Place, Shift, User
from tests.field.conftest import assign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _read_at_each_sync(monkeypatch):
    monkeypatch.setattr(territory, "FRESH_FOR_SECONDS", 0)


def told(own, held: str | None = None) -> dict | None:
    return own.post({"territory": held}).json()["territory"]


def shift(user: User, code: str, *, in_hours: float = -1, duty: str = "clinician_on_call") -> None:
    starts_at = timezone.now() + timedelta(hours=in_hours)
    place = Place.objects.get(pk=code)
    Shift.objects.create(duty=duty, user=user, place=place, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8))


def test_an_agent_of_a_sector_is_told_of_the_whole_district_and_of_nothing_beside_it(agent, phone):
    codes = [place["code"] for place in told(phone(agent))["places"]]
    assert codes == ["PE", "15", "1501", "150106", "150106-01", "150106-02"]


def test_only_the_places_below_ones_own_are_told_as_covered(agent, hire, phone):
    def covered(user: User) -> list[str]:
        return [place["code"] for place in told(phone(user))["places"] if place["covered"]]

    assert covered(agent) == ["150106-01"]
    assert covered(hire("agent", "150106")) == ["150106", "150106-01", "150106-02"]


def test_the_workers_of_the_district_are_told_with_their_phones_and_those_who_left_are_not(agent, hire, phone):
    near = hire("agent", "150106-02", phone="999111222")
    above, elsewhere = hire("coordinator", "15"), hire("agent", "150110-01")
    left = hire("agent", "150106-02", is_active=False)
    workers = {worker["user"]: worker for worker in told(phone(agent))["workers"]}
    assert {str(agent.pk), str(near.pk), str(above.pk)} <= workers.keys()
    assert not {str(elsewhere.pk), str(left.pk)} & workers.keys()
    assert (workers[str(near.pk)]["phone"], workers[str(above.pk)]["role"]) == ("999111222", "coordinator")
    assert "phone" not in workers[str(above.pk)]


def test_who_is_on_duty_now_stands_first_then_the_coordination_that_covers_the_place(agent, hire, phone):
    psychologist = hire("clinician", "15", phone="999000111")
    covering, elsewhere = hire("coordinator", "150106"), hire("coordinator", "150110")
    shift(psychologist, "150106")
    called = told(phone(agent))["on_duty"]
    assert [(one["duty"], one["user"]) for one in called] == [
        ("clinician_on_call", str(psychologist.pk)),
        ("coordinator", str(covering.pk)),
    ]
    assert called[0]["phone"] == "999000111"
    assert str(elsewhere.pk) not in str(called)


def test_nobody_is_called_who_could_not_open_the_person(agent, hire, phone):
    """A shift stays in the rota though whoever has it looks after nobody any more."""
    coordinator = hire("coordinator", "150106")
    shift(hire("analyst", "150106"), "150106")
    whole = told(phone(agent))
    assert [one["user"] for one in whole["on_duty"]] == [str(coordinator.pk)]
    assert whole["shifts"] == []


def test_where_nobody_else_answers_the_administration_does(agent, hire, phone):
    administrator = hire("administrator", "PE")
    assert [one["user"] for one in told(phone(agent))["on_duty"]] == [str(administrator.pk)]


def test_the_shifts_of_the_next_two_weeks_are_known_beforehand(agent, hire, phone):
    now, next_week, next_month = (hire("clinician", "15") for _ in range(3))
    shift(now, "150106")
    shift(next_week, "150106", in_hours=24 * 7)
    shift(next_month, "150106", in_hours=24 * 30)
    whole = told(phone(agent))
    assert [one["user"] for one in whole["shifts"]] == [str(now.pk), str(next_week.pk)]
    assert [one["user"] for one in whole["on_duty"]] == [str(now.pk)]


def test_the_health_services_of_the_district_are_told(agent, phone):
    for code, place in (("00000001", "150106"), ("00000002", "150110")):
        Facility.objects.create(code=code, name=f"Centro {code}", place=Place.objects.get(pk=place))
    assert [one["code"] for one in told(phone(agent))["facilities"]] == ["00000001"]


def test_a_phone_that_holds_it_is_not_told_again_until_something_changes(agent, hire, phone):
    own = phone(agent)
    mark = told(own)["mark"]
    assert told(own, mark) is None
    hire("agent", "150110-01")  # elsewhere: nothing of this territory
    assert told(own, mark) is None
    hire("agent", "150106-02")
    assert told(own, mark)["mark"] != mark


def test_another_number_another_shift_another_name_each_make_it_another(agent, hire, phone):
    own, psychologist = phone(agent), hire("clinician", "150106")
    marks = [told(own)["mark"]]
    User.objects.filter(pk=psychologist.pk).update(phone="999333444")
    marks.append(told(own)["mark"])
    shift(psychologist, "150106-01")
    marks.append(told(own)["mark"])
    Place.objects.filter(pk="150106-02").update(name="El Progreso")
    marks.append(told(own)["mark"])
    assert len(set(marks)) == 4


def test_while_the_last_look_is_fresh_a_sync_asks_nothing_more_of_the_database(
    agent, phone, monkeypatch, django_assert_num_queries
):
    own = phone(agent)
    mark = told(own)["mark"]
    monkeypatch.setattr(territory, "FRESH_FOR_SECONDS", 60)

    def forbidden(*_):
        raise AssertionError("the database was asked")

    monkeypatch.setattr(territory, "pulse", forbidden)
    monkeypatch.setattr(territory, "around", forbidden)
    assert told(own, mark) is None
    assert told(own, "another") is not None


def test_a_phone_that_does_not_know_of_territories_is_told_of_none(agent, phone):
    assert phone(agent).post({}).json()["territory"] is None


def test_pieces_that_ask_for_nothing_are_told_nothing(agent, phone):
    answer = phone(agent).post({"cards": False, "territory": None}).json()
    assert (answer["territory"], answer["people"]) == (None, None)


# --- How many people ------------------------------------------------------------------------------------------------


def test_a_phone_is_told_how_many_people_are_its_users_and_holds_as_many(
    agent, coordinator, hire, registered, phone, monkeypatch
):
    monkeypatch.setattr("acompana.field.cards.changes.__defaults__", (2,))
    for _ in range(5):
        registered(agent)
    away = registered(coordinator, home="150106-02")
    registered(coordinator, home="150106-02")
    assign(coordinator, away, agent)
    own = phone(agent)
    own.sync()
    assert len(own.people) == own.post({"cursor": own.cursor}).json()["people"] == 6


def test_the_count_comes_with_the_last_page(agent, registered, phone, monkeypatch):
    monkeypatch.setattr("acompana.field.cards.changes.__defaults__", (2,))
    for _ in range(3):
        registered(agent)
    own = phone(agent)
    own.sync()
    first = own.post({"cursor": None}).json()
    assert (first["more"], first["people"]) == (True, None)
    assert own.post({"cursor": first["cursor"]}).json()["people"] == 3
