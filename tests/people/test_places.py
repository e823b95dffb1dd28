from pathlib import Path

import pytest
from django.db import IntegrityError

from acompana.people.models import Place
from acompana.people.places import UnfitPlacesError, load_places, within
from tests.rig.society import CARABAYLLO, CARABAYLLO_1, COMAS, PATHS

LIMA = Path(__file__).resolve().parents[2] / "content" / "places" / "lima.toml"


def write(folder: Path, *lines: str) -> Path:
    file = folder / "places.toml"
    file.write_text("places = [\n" + "".join(f"{{ {line} }},\n" for line in lines) + "]\n", "utf-8")
    return file


COUNTRY = 'code = "PE", kind = "country", name = "Perú"'


def test_the_province_of_lima_has_43_districts_under_their_inei_codes(db):
    load_places(LIMA)
    districts = Place.objects.filter(kind="district")
    assert sorted(districts.values_list("code", flat=True)) == [f"1501{n:02d}" for n in range(1, 44)]
    named = {code: Place.objects.get(pk=code).name for code in ("150101", "150106", "150110", "150132", "150135")}
    assert named == {
        "150101": "Lima",
        "150106": "Carabayllo",
        "150110": "Comas",
        "150132": "San Juan de Lurigancho",
        "150135": "San Martín de Porres",
    }


def test_the_districts_of_lima_norte_have_ten_sectors_each(db):
    load_places(LIMA)
    sector = Place.objects.get(pk="150106-03")
    assert sector.path == "/15/1501/150106/150106-03/"
    assert sector.parent_id == "150106"
    assert Place.objects.filter(kind="sector").count() == 80


def test_loading_again_renews_names_and_adds_nothing(db, tmp_path):
    first = load_places(write(tmp_path, COUNTRY, 'code = "15", kind = "department", parent = "PE", name = "Lma"'))
    again = load_places(write(tmp_path, COUNTRY, 'code = "15", kind = "department", parent = "PE", name = "Lima"'))
    assert first == again == Place.objects.count() == 2
    assert Place.objects.get(pk="15").name == "Lima"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([COUNTRY, 'code = 15, kind = "department", parent = "PE", name = "Lima"'], "Codes are text"),
        ([COUNTRY, COUNTRY], "found PE twice"),
        ([COUNTRY, 'code = "1501", kind = "province", parent = "15", name = "Lima"'], "15 is not"),
        ([COUNTRY, 'code = "1,2", kind = "province", parent = "PE", name = "Lima"'], "letters, digits and hyphens"),
        ([COUNTRY, 'code = "15", kind = "planet", parent = "PE", name = "Lima"'], "found planet"),
        ([COUNTRY, 'code = "15", kind = "province", parent = "PE"'], "name"),
    ],
)
def test_an_unfit_file_is_refused_whole_with_a_reason(db, tmp_path, lines, complaint):
    with pytest.raises(UnfitPlacesError, match=complaint):
        load_places(write(tmp_path, *lines))
    assert not Place.objects.exists()


def test_a_place_never_moves_in_the_tree(places, tmp_path):
    moved = write(tmp_path, COUNTRY, 'code = "150106", kind = "district", parent = "PE", name = "Carabayllo"')
    with pytest.raises(UnfitPlacesError, match="150106 to stay"):
        load_places(moved)


def test_a_code_that_would_break_the_database_settings_apart_is_refused_there_too(places):
    with pytest.raises(IntegrityError):
        Place.objects.create(code="15,/", name="two in one", parent=places["PE"], kind="province")


def test_the_range_of_a_place_holds_all_below_it_and_no_neighbor(places):
    low, high = within(CARABAYLLO)
    found = Place.objects.filter(path__gte=low, path__lt=high).values_list("path", flat=True)
    assert list(found) == [path for path in PATHS if path.startswith(CARABAYLLO)]
    assert CARABAYLLO_1 in found
    assert COMAS not in found
    low, high = within("/")
    assert Place.objects.filter(path__gte=low, path__lt=high).count() == len(PATHS)
