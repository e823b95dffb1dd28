"""The figures as staff see them: shown, hidden where few, defined, and taken along as CSV."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from acompana.desk.figures.views import _month_name
from acompana.indicators import spreadsheet
from acompana.indicators.figures import flat_folder
from acompana.indicators.writing import bring_up_to_date
from tests.desk.conftest import phq9
from tests.desk.reading import words


@pytest.fixture
def counted(town, register, tell, settings, tmp_path) -> None:
    """Seven people screened, two of them positive; all this year, and counted."""
    settings.DATA_DIR = tmp_path
    for n in range(7):
        person = register(f"Persona {n}", "Rojas")
        tell(town.agent, person, "answers_given", phq9(14 if n < 2 else 3), timedelta(minutes=5))
    bring_up_to_date(flat_folder(), processes=1)


def year() -> str:
    return str(timezone.localdate().year)


def test_before_anything_is_counted_the_page_says_how_to(town, browse, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    answer = browse(town.analyst).get("/cifras/")
    assert answer.status_code == 200
    assert "Todavía no hay cifras calculadas" in words(answer.text)


def test_the_year_is_told_with_what_others_published_and_few_people_are_hidden(town, browse, counted):
    shown = words(browse(town.analyst).get("/cifras/", {"anio": year()}).text)
    assert "Personas tamizadas Personas distintas con al menos un tamizaje completo" in shown
    assert "7 publicado: 22,940" in shown
    assert "Personas con signos de depresión" in shown
    assert "oculto publicado: 7,123" in shown
    assert "Lo que trata de menos de 5 personas se oculta." in shown


def test_a_figure_is_told_by_month_place_sex_and_age_with_its_definition(town, browse, counted):
    shown = words(browse(town.analyst).get("/cifras/people_screened/", {"anio": year()}).text)
    for needed in ("Por mes", "Por lugar", "Carabayllo 7", "Por sexo", "Mujeres 7", "Por edad", "Fuente de la defini"):
        assert needed in shown, needed


@pytest.mark.parametrize("asked", ["nothing", "people_screened?anio=1900", "people_screened?anio=x"])
def test_whatever_figure_is_asked_for_is_answered(town, browse, counted, asked):
    assert browse(town.analyst).get(f"/cifras/{asked.replace('?', '/?')}").status_code in (200, 301, 404)


def test_the_csv_is_the_one_that_the_command_line_writes(town, browse, counted):
    answer = browse(town.analyst).get("/cifras/csv/", {"anio": year()})
    assert answer["Content-Disposition"] == f'attachment; filename="acompana-{year()}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == spreadsheet.COLUMNS
    whole = {row["key"]: row for row in rows if not row["by"]}
    assert whole["people_screened"]["value"] == "7"
    few = whole["people_with_depression_signs"]
    assert (few["value"], few["hidden"]) == ("", "True")
    assert {row["by"] for row in rows} == {"", "month", "place", "sex", "age", "language"}
    assert all(row["definition"] for row in rows)
    assert "Rojas" not in answer.text


def test_one_month_is_told_for_whoever_hands_in_its_figures(town, browse, counted):
    client, today = browse(town.analyst), timezone.localdate()
    asked = {"anio": year(), "mes": f"{today:%Y-%m}"}
    page = client.get("/cifras/", asked)
    shown = words(page.text)
    assert f"Cifras de {_month_name(f'{today:%Y-%m}')}" in shown
    assert "Este mes" in shown
    assert "publicado: 22,940" not in shown  # a year's figure is nothing to hold a month's against
    assert f"mes={today:%Y-%m}" in page.text
    taken = client.get("/cifras/csv/", asked)
    assert taken["Content-Disposition"] == f'attachment; filename="acompana-{today:%Y-%m}.csv"'
    rows = list(csv.DictReader(io.StringIO(taken.text.removeprefix("\ufeff"))))
    assert {row["by"] for row in rows} == {"", "place", "sex", "age", "language"}
    assert {row["value"] for row in rows if row["key"] == "people_screened" and not row["by"]} == {"7"}
    for nonsense in ("2026-13", "1999-01", "x", "2205-01"):
        assert "Este año" in words(client.get("/cifras/", {"anio": year(), "mes": nonsense}).text)


def test_what_is_told_in_days_is_shown_in_days(town, browse, register, tell, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    for n in range(6):
        person = register(f"Vista {n}", "Rojas")
        tell(town.agent, person, "answers_given", phq9(16), timedelta(days=40))
        tell(town.clinician, person, "call_made", {"outcome": "reached"}, timedelta(days=36))
    tell(town.agent, register("Hoy", "Rojas"), "answers_given", phq9(3))  # the tables go as far as the last record
    bring_up_to_date(flat_folder(), processes=1)
    ended = timezone.localdate() - timedelta(days=10)  # when the month that was left for it had passed
    shown = words(browse(town.analyst).get("/cifras/", {"anio": str(ended.year), "mes": f"{ended:%Y-%m}"}).text)
    assert re.search(r"Días hasta una profesional \(mediana\).*? 4 días 6 de 6", shown)
