from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acompana.people.access import tiers_of
from acompana.people.models import Coverage, Place, Shift, User
from acompana.people.rota import Asked, NobodyLeftError, ancestry, next_on_duty, on_duty, owner_of, owners_of
from acompana.people.users import CARING, Role
from tests.rig.society import CARABAYLLO, CARABAYLLO_1, COMAS, NOON, PATHS

CALL = "clinician_on_call"


def retire(user: User) -> None:
    user.is_active = False
    user.save()


def test_the_nearest_clinician_on_call_answers_then_a_coordinator_then_an_administrator(hire, on_call):
    administrator = hire("administrator", "PE")
    coordinator = hire("coordinator", "150106")
    far, near = hire("clinician"), hire("clinician")
    on_call(far, "1501")
    on_call(near, "150106")
    for leaving, next_one in [(None, near), (near, far), (far, coordinator), (coordinator, administrator)]:
        if leaving:
            retire(leaving)
        assert owner_of(CALL, CARABAYLLO_1, NOON) == next_one


def test_whoever_is_named_answers_while_active(hire, on_call):
    hire("administrator")
    treating, called = hire("clinician", "150106"), hire("clinician")
    on_call(called, "150106")
    assert owner_of(CALL, CARABAYLLO_1, NOON, named=treating.pk) == treating
    retire(treating)
    assert owner_of(CALL, CARABAYLLO_1, NOON, named=treating.pk) == called


def test_whoever_is_named_and_can_no_longer_open_the_person_is_passed_over(hire, on_call):
    hire("administrator")
    moved, called = hire("clinician", "150110"), hire("clinician")
    on_call(called, "150106")
    assert owner_of(CALL, CARABAYLLO_1, NOON, named=moved.pk) == called
    counting = hire("analyst", "150106")
    assert owner_of(CALL, CARABAYLLO_1, NOON, named=counting.pk) == called


def test_whoever_took_it_while_on_call_answers_until_the_shift_ends(hire, on_call):
    hire("administrator")
    coordinator, visiting = hire("coordinator", "150106"), hire("clinician", "150110")
    shift = on_call(visiting, "150106")
    assert owner_of(CALL, CARABAYLLO_1, NOON, named=visiting.pk) == visiting
    assert owner_of(CALL, CARABAYLLO_1, shift.ends_at, named=visiting.pk) == coordinator


def test_an_agent_answers_for_whom_they_accompany_wherever_the_person_lives(hire):
    hire("administrator")
    agent = hire("agent", "150106-01")
    assert owner_of("agent", COMAS, NOON, named=agent.pk) == agent


def test_on_call_without_a_role_that_opens_records_answers_for_nothing(hire, on_call):
    hire("administrator")
    coordinator, counting = hire("coordinator", "150106"), hire("analyst")
    on_call(counting, "150106")
    assert owner_of(CALL, CARABAYLLO_1, NOON) == coordinator


def test_the_roles_that_answer_are_those_that_read_what_was_found():
    assert {role for role in Role if role != "system" and "care" in tiers_of(role)} == set(CARING)


def test_a_shift_begins_at_its_first_moment_and_is_over_at_its_last(hire, on_call):
    administrator, clinician = hire("administrator"), hire("clinician")
    shift = on_call(clinician, "150106")
    assert owner_of(CALL, CARABAYLLO, shift.starts_at) == clinician
    assert owner_of(CALL, CARABAYLLO, shift.ends_at) == administrator


def test_a_shift_elsewhere_answers_for_nothing_here(hire, on_call):
    administrator, clinician = hire("administrator"), hire("clinician")
    on_call(clinician, "150110")
    assert owner_of(CALL, CARABAYLLO_1, NOON) == administrator
    assert owner_of(CALL, COMAS, NOON) == clinician


def test_an_administrators_duty_skips_the_coordinators(hire):
    administrator = hire("administrator")
    hire("coordinator", "PE")
    assert owner_of("administrator", CARABAYLLO, NOON) == administrator


def test_many_questions_cost_one_query(hire, django_assert_num_queries):
    administrator = hire("administrator")
    questions = [Asked(duty, path) for duty in (CALL, "coordinator", "administrator") for path in PATHS]
    with django_assert_num_queries(1):
        owners = owners_of([*questions, *questions], NOON)
    assert owners == dict.fromkeys(questions, administrator.pk)


def test_no_question_costs_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert owners_of([], NOON) == {}


def test_without_any_administrator_it_says_so(places):
    with pytest.raises(NobodyLeftError, match="active administrator"):
        owner_of(CALL, CARABAYLLO, NOON)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "coordinator"}])
def test_the_last_active_administrator_stays(hire, change):
    last = hire("administrator")
    retire(hire("administrator"))
    with pytest.raises(IntegrityError, match="one active administrator"), transaction.atomic():
        User.objects.filter(pk=last.pk).update(**change)
    with pytest.raises(IntegrityError, match="one active administrator"), transaction.atomic():
        last.delete()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_do_not_both_leave():
    ana, beto = (User.objects.create_user(name, name=name, role="administrator") for name in ("ana", "beto"))
    refused: list[IntegrityError] = []

    def beto_leaves() -> None:
        try:
            User.objects.filter(pk=beto.pk).update(is_active=False)
        except IntegrityError as error:
            refused.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=beto_leaves)
    with transaction.atomic():
        User.objects.filter(pk=ana.pk).update(is_active=False)
        other.start()
        other.join(0.5)
        assert other.is_alive()  # waits to see what becomes of Ana
    other.join(10)
    assert len(refused) == 1
    assert User.objects.filter(is_active=True).get() == beto


def test_those_on_duty_are_listed_nearest_first_without_the_inactive(hire, on_call):
    far, near, gone = hire("clinician"), hire("clinician"), hire("clinician")
    for user, code in [(far, "PE"), (near, "150106"), (gone, "150106-01")]:
        on_call(user, code)
    retire(gone)
    assert on_duty(CALL, CARABAYLLO_1, NOON) == [near, far]
    assert on_duty(CALL, CARABAYLLO_1, NOON + timedelta(days=1)) == []


def test_an_ancestry_runs_from_the_root_down():
    assert ancestry("/15/1501/") == ["/", "/15/", "/15/1501/"]
    assert ancestry("/") == ["/"]


roles = st.sampled_from(["clinician", "coordinator", "administrator", "analyst"])
workers = st.lists(
    st.fixed_dictionaries(
        {
            "role": roles,
            "active": st.booleans(),
            "covers": st.sampled_from(PATHS),
            "duty": st.sampled_from([CALL, "coordinator", "administrator", None]),
            "on_duty_at": st.sampled_from(PATHS),
            "hours_ago": st.integers(0, 4),
        }
    ),
    max_size=6,
)


@given(workers, st.sampled_from([CALL, "coordinator", "administrator"]), st.sampled_from(PATHS), st.integers(0, 12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_query_finds_whom_the_chain_names(places, staff, duty, path, which):
    with transaction.atomic():
        users = _employ(staff)
        named = users[which].pk if which < len(staff) else None
        asked = Asked(duty, path, named)
        found = owners_of([asked], NOON)[asked]
        transaction.set_rollback(True)
    assert found == _first_of_chain(staff, users, duty, path, named)


def _employ(staff):
    at = {place.path: place for place in Place.objects.all()}
    users = []
    for n, worker in enumerate([*staff, {"role": "administrator", "active": True, "duty": None}]):
        user = User.objects.create(username=f"w{n}", name=f"w{n}", role=worker["role"], is_active=worker["active"])
        users.append(user)
        if "covers" in worker:
            Coverage.objects.create(user=user, place=at[worker["covers"]])
        if worker["duty"]:
            start = NOON - timedelta(hours=worker["hours_ago"])
            Shift.objects.create(
                duty=worker["duty"],
                user=user,
                place=at[worker["on_duty_at"]],
                starts_at=start,
                ends_at=start + timedelta(hours=2),
            )
    return users


def _first_of_chain(staff, users, duty, path, named):
    candidates = []
    for worker, user in zip(staff, users, strict=False):
        if not worker["active"]:
            continue
        is_on_duty = worker["duty"] and worker["hours_ago"] < 2 and path.startswith(worker["on_duty_at"])
        if user.pk == named and worker["role"] in CARING and (is_on_duty or path.startswith(worker["covers"])):
            candidates.append((0, 0, user.username, user.pk))
        if is_on_duty and worker["duty"] == duty and (worker["role"] in CARING or duty == "administrator"):
            candidates.append((1, -len(worker["on_duty_at"]), user.username, user.pk))
        if duty != "administrator" and worker["role"] == "coordinator" and path.startswith(worker["covers"]):
            candidates.append((2, -len(worker["covers"]), user.username, user.pk))
        if worker["role"] == "administrator":
            candidates.append((3, 0, user.username, user.pk))
    candidates.append((3, 0, users[-1].username, users[-1].pk))
    return min(candidates)[3]


def test_next_on_duty_is_another_who_is_on_duty_or_else_whoever_begins_next(hire, on_call):
    asking, near, far, next_one, last = (hire("clinician") for _ in range(5))
    on_call(asking, "150106")
    for user, hours in ((last, 20), (next_one, 5)):
        on_call(user, "1501", start=NOON + timedelta(hours=hours))
    assert next_on_duty(CALL, CARABAYLLO_1, NOON, asking.pk).user == next_one
    for user, code in ((far, "1501"), (near, "150106")):
        on_call(user, code)
        assert next_on_duty(CALL, CARABAYLLO_1, NOON, asking.pk).user == user
    retire(near)
    assert next_on_duty(CALL, CARABAYLLO_1, NOON, asking.pk).user == far
    assert next_on_duty(CALL, COMAS, NOON, far.pk).user == next_one


def test_where_nobody_else_has_the_duty_nobody_is_next(hire, on_call):
    asking = hire("clinician")
    on_call(asking, "150106")
    assert next_on_duty(CALL, CARABAYLLO_1, NOON, asking.pk) is None
