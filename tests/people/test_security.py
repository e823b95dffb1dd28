"""The second lock: what the database refuses the web login, whatever the code forgets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acompana.people.access import EVERYTHING, Viewer, as_door, seeing, sees, tiers_of
from acompana.people.models import RecordRead, Role, User
from acompana.people.reads import leave_trace
from acompana.people.security import (
    OwnerLoginError,
    append_only,
    at_the_door,
    protect,
    refuse_owner_login,
    visible_place,
    visible_through,
)
from tests.rig.society import CARABAYLLO, CARABAYLLO_1, COMAS, PATHS

ANA, BETO = uuid4(), uuid4()


def sql(query: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def web_login() -> Iterator[None]:
    sql("SET ROLE acompana_web")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            sql("RESET ROLE")


@pytest.fixture
def cards(db: None) -> None:
    """Two protected tables as another room's migration makes them: a card per place, a note per card."""
    sql("CREATE TABLE some_card (person uuid PRIMARY KEY, path text, agent uuid)")
    sql("CREATE TABLE some_note (person uuid, words text)")
    sql("CREATE TABLE some_ledger (words text)")
    operations = [
        *protect("some_card", using=visible_place("path", "agent"), allow="SELECT, INSERT, UPDATE, DELETE"),
        *protect(
            "some_note",
            using=visible_through("some_note.person", "some_card.person", tier="note"),
            allow="SELECT, INSERT",
        ),
        *append_only("some_note"),
        *protect("some_ledger", using="true", check=at_the_door(), allow="SELECT, INSERT"),
    ]
    for operation in operations:
        sql(operation.sql)
    for path in PATHS:
        person = uuid4()
        sql("INSERT INTO some_card VALUES (%s, %s, %s)", person, path, ANA if path == COMAS else None)
        sql("INSERT INTO some_note VALUES (%s, 'private')", person)


def visible_paths() -> list[str]:
    return [path for (path,) in sql("SELECT path FROM some_card ORDER BY path")]


def a_viewer(role: str, *places: str, user: UUID = BETO) -> Viewer:
    return Viewer(user, role, places, tiers_of(role))


def test_a_query_with_its_filter_forgotten_returns_nothing(cards):
    with web_login():
        assert visible_paths() == []


def test_a_viewer_without_places_sees_nothing(cards):
    with web_login(), seeing(a_viewer("agent")):
        assert visible_paths() == []


def test_an_empty_path_is_no_path(cards):
    with web_login(), seeing(a_viewer("agent", "", "")):
        assert visible_paths() == []


def test_a_stranger_from_another_place_sees_nobody_here(cards):
    with web_login(), seeing(a_viewer("clinician", CARABAYLLO)):
        assert visible_paths() == [path for path in sorted(PATHS) if path.startswith(CARABAYLLO)]


def test_an_agent_sees_whom_they_accompany_elsewhere(cards):
    with web_login(), seeing(a_viewer("agent", CARABAYLLO_1, user=ANA)):
        assert visible_paths() == [CARABAYLLO_1, COMAS]


def test_analysts_and_administrators_see_no_record_of_any_place(cards):
    for role in ("analyst", "administrator"):
        with web_login(), seeing(a_viewer(role, "/")):
            assert visible_paths() == []


def test_a_note_reaches_a_clinician_of_the_place_and_nobody_else(cards):
    for role, notes in {"clinician": 3, "agent": 0, "coordinator": 0}.items():
        with web_login(), seeing(a_viewer(role, CARABAYLLO)):
            assert len(sql("SELECT * FROM some_note")) == notes


def test_rows_of_another_place_are_neither_changed_nor_written(cards):
    with web_login(), seeing(a_viewer("coordinator", CARABAYLLO)):
        assert sql("UPDATE some_card SET path = path RETURNING path") != []
        assert sql("UPDATE some_card SET path = path WHERE path = %s RETURNING path", COMAS) == []
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            sql("INSERT INTO some_card VALUES (%s, %s)", uuid4(), COMAS)


def test_the_door_sees_everything_and_gives_the_view_back(cards):
    with web_login(), seeing(a_viewer("agent", CARABAYLLO_1)):
        with as_door():
            assert visible_paths() == sorted(PATHS)
        assert visible_paths() == [CARABAYLLO_1]


def test_nobody_is_the_door_whatever_they_cover(cards):
    with web_login(), seeing(Viewer(BETO, "clinician", ("/",), EVERYTHING)):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            sql("INSERT INTO some_ledger VALUES ('around the door')")
        with as_door():
            sql("INSERT INTO some_ledger VALUES ('through the door')")
        assert sql("SELECT words FROM some_ledger") == [("through the door",)]


def test_a_policy_that_forgets_whose_column_it_means_is_refused():
    with pytest.raises(ValueError, match="with their tables"):
        visible_through("person", "some_card.person")


def test_the_door_gives_the_view_back_when_what_it_writes_is_refused(cards):
    with web_login(), seeing(a_viewer("agent", CARABAYLLO_1)):
        with pytest.raises(IntegrityError), transaction.atomic(), as_door():
            sql("INSERT INTO some_card SELECT * FROM some_card")
        assert visible_paths() == [CARABAYLLO_1]
        with pytest.raises(IntegrityError), as_door(), transaction.atomic():
            sql("INSERT INTO some_card SELECT * FROM some_card")
        assert visible_paths() == [CARABAYLLO_1]


@given(
    role=st.sampled_from(Role.values),
    places=st.lists(st.sampled_from([*PATHS, "/15/1501/1501", "/02/"]), max_size=3),
    user=st.sampled_from([ANA, BETO]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_and_the_code_agree_on_who_sees_whom(cards, role, places, user):
    viewer = a_viewer(role, *places, user=user)
    by_code = [path for path in sorted(PATHS) if sees(viewer, path, ANA if path == COMAS else None)]
    with web_login(), seeing(viewer):
        assert visible_paths() == by_code


def test_the_settings_are_read_once_per_statement_and_not_once_per_row(cards):
    with web_login(), seeing(a_viewer("agent", CARABAYLLO)):
        plan = "\n".join(line for (line,) in sql("EXPLAIN SELECT * FROM some_card"))
    scan = plan.split("Filter:")[1].split("InitPlan")[0]
    assert "InitPlan" in plan
    assert "current_setting" not in scan


@pytest.mark.django_db(transaction=True)
def test_what_one_transaction_was_told_is_forgotten_by_the_next_on_the_same_connection():
    def told() -> list[tuple]:
        names = ("user", "places", "tiers")
        return [
            (pid, *row)
            for (pid, *row) in sql(
                "SELECT pg_backend_pid(), " + ", ".join(f"current_setting('acompana.{n}', true)" for n in names)
            )
        ]

    with seeing(a_viewer("clinician", CARABAYLLO)):
        ((connected, *during),) = told()
    ((still_connected, *after),) = told()
    assert connected == still_connected
    assert during == [str(BETO), CARABAYLLO, ",".join(sorted(EVERYTHING))]
    assert after == ["", "", ""]
    with pytest.raises(ZeroDivisionError), as_door():
        1 / 0  # noqa: B018
    assert told() == [(connected, "", "", "")]


def test_the_web_login_reads_users_and_lists_no_password(hire):
    user = hire("agent", "150106", password="una contraseña")
    with web_login():
        found = User.objects.get(username=user.username)
        assert found.check_password("una contraseña")
        assert not found.check_password("otra contraseña")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sql("SELECT hashed FROM people_credential")


def test_the_web_login_changes_a_password_and_the_old_one_is_over(hire):
    user = hire("agent", password="la de antes")
    with web_login():
        found = User.objects.get(pk=user.pk)
        before = found.get_session_auth_hash()
        found.set_password("la de ahora")
        found.save()
        assert found.get_session_auth_hash() != before
    found = User.objects.get(pk=user.pk)
    assert found.check_password("la de ahora")
    assert not found.check_password("la de antes")


def test_the_web_login_leaves_traces_and_reads_none(hire):
    user = hire("clinician", "150106")
    viewer = Viewer(user.pk, "clinician", (CARABAYLLO,), tiers_of("clinician"))
    person = uuid4()
    with web_login():
        leave_trace(viewer, person, "desk.person", tier="note")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            RecordRead.objects.count()
    assert RecordRead.objects.filter(user=user, person=person, tier="note").count() == 1


def test_nobody_changes_or_deletes_a_trace_not_even_the_owner(hire):
    trace = RecordRead.objects.create(
        user=hire("clinician"), person=uuid4(), at=timezone.now(), page="desk.person", tier="care"
    )
    for change in (lambda: RecordRead.objects.update(page="none"), trace.delete):
        with pytest.raises((IntegrityError, InternalError), match="only ever added to"), transaction.atomic():
            change()


def test_the_web_login_reads_and_writes_what_its_work_needs_here(hire, on_call):
    hire("administrator", "PE")
    clinician = hire("clinician", "150106")
    on_call(clinician, "150106")
    with web_login():
        from acompana.people.access import viewer_for
        from acompana.people.devices import bearer_of, note_contact, sign_in_device
        from acompana.people.rota import Asked, owners_of
        from tests.rig.society import NOON

        assert viewer_for(clinician).places == (CARABAYLLO,)
        question = Asked("clinician_on_call", CARABAYLLO_1)
        assert owners_of([question], NOON) == {question: clinician.pk}
        with seeing(viewer_for(clinician)):
            device, token = sign_in_device(clinician, "teléfono azul")
            note_contact(device.pk)
        assert bearer_of(token).device == device.pk
        new = User.objects.create_user("nueva", "una contraseña", name="Nueva", role="agent")
        new.is_active = False
        new.save()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sql("DELETE FROM people_user")


def test_a_server_with_the_owners_login_is_refused(db):
    with pytest.raises(OwnerLoginError, match="acompana_web"):
        refuse_owner_login(connection)
    with web_login():
        refuse_owner_login(connection)
