"""The figures as staff see them: shown, hidden where few, defined, and taken along as CSV."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

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
    answer = browse(town.analyst).get("/figuras/")
    assert answer.status_code == 200
    assert "Todavía no hay figuras calculadas" in words(answer.text)


def test_the_year_is_told_with_what_others_published_and_few_people_are_hidden(town, browse, counted):
    shown = words(browse(town.analyst).get("/figuras/", {"anio": year()}).text)
    assert "Personas tamizadas Personas distintas con al menos un tamizaje completo" in shown
    assert "7 publicado: 22,940" in shown
    assert "Personas con signos de depresión" in shown
    assert "oculto publicado: 7,123" in shown
    assert "Lo que trata de menos de 5 personas se oculta." in shown


def test_a_figure_is_told_by_month_place_sex_and_age_with_its_definition(town, browse, counted):
    shown = words(browse(town.analyst).get("/figuras/people_screened/", {"anio": year()}).text)
    for needed in ("Por mes", "Por lugar", "Carabayllo 7", "Por sexo", "Mujeres 7", "Por edad", "Fuente de la defini"):
        assert needed in shown, needed


@pytest.mark.parametrize("asked", ["nothing", "people_screened?anio=1900", "people_screened?anio=x"])
def test_whatever_figure_is_asked_for_is_answered(town, browse, counted, asked):
    assert browse(town.analyst).get(f"/figuras/{asked.replace('?', '/?')}").status_code in (200, 301, 404)


def test_the_csv_holds_every_figure_with_its_definition_and_hides_the_same(town, browse, counted):
    answer = browse(town.analyst).get("/figuras/csv/", {"anio": year()})
    assert answer["Content-Disposition"] == f'attachment; filename="acompana-{year()}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    whole = {row["key"]: row for row in rows if not row["by"]}
    assert whole["people_screened"]["value"] == "7"
    assert whole["people_with_depression_signs"]["value"] == "oculto"
    assert {row["by"] for row in rows} == {"", "month", "place", "sex", "age", "language"}
    assert all(row["definition"] for row in rows)
    assert "Rojas" not in answer.text
