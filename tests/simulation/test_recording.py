"""A simulated town goes through the ordinary door, and the figures counted from the ledger are those of the tally."""

import pytest
from django.db import connection

from acompana.house.commands.init import districts_of_lima
from acompana.indicators.figures import year_table
from acompana.indicators.writing import bring_up_to_date
from acompana.people.access import seeing, viewer_for
from acompana.people.founding import found_organization
from acompana.people.models import Organization, User
from acompana.simulation.parameters import load_names, load_parameters
from acompana.simulation.recording import left_out, record_pages
from acompana.simulation.settling import settle
from tests.simulation.imagined import UNTIL, counted, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> list:
    found_organization("Ensayo", districts_of_lima(), administrator="admin", year_begins_in=11)
    Organization.objects.update(smallest_cell=1)
    settle(load_parameters("small"), load_names(), "una clave de ensayo", UNTIL)
    told = list(pages("small").items())
    record_pages(told, lambda step, many: None)
    return told


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_the_door_accepts_every_fact_and_every_figure_is_the_tallys(town, tmp_path):
    assert rows("ledger_fact") == sum(len(told) for _, told in town)
    assert rows("ledger_quarantine") == 0

    bring_up_to_date(tmp_path / "flat", processes=1)
    figures = year_table(2026, folder=tmp_path / "flat")
    tally = counted("small", 0)
    assert {n.indicator.id: n.value for n in figures.year} == {
        n.indicator.id: tally[n.indicator.id] for n in figures.year
    }


def test_what_was_recorded_is_left_out_the_next_time(town):
    assert left_out(town) == []


def test_half_a_town_is_taken_up_where_it_was_left(town):
    stranger = list(pages("small", seed=5).items())[:3]
    assert left_out([*town, *stranger]) == stranger


def test_settling_again_hires_nobody_twice(town):
    before = rows("people_user"), rows("people_shift"), rows("people_facility")
    settle(load_parameters("small"), load_names(), "otra clave", UNTIL)
    assert (rows("people_user"), rows("people_shift"), rows("people_facility")) == before
    assert User.objects.get(username="agente").check_password("otra clave")


def test_each_role_has_somebody_with_something_to_see(town):
    for username in ("agente", "psicologa", "coordinadora"):
        with seeing(viewer_for(User.objects.get(username=username))):
            assert rows("caseload_card") > 50
