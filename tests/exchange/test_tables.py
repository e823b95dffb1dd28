"""Tables as people keep them, with what time and spreadsheet programs do to them."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from acompana.exchange.tables import UnfitFile, find_columns, moment_in, open_table, text_of, whole_number

WANTED = ["clave", "año"]


@pytest.fixture
def written(tmp_path):
    def write(content: bytes | str, encoding: str = "utf-8", name: str = "t.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def rows(path: Path, wanted=WANTED, **options) -> list[list[str]]:
    return [[text_of(cell) for cell in line.cells] for line in open_table(path, wanted, **options).lines()]


PLAIN = [["clave", "año"], ["ñandú", "3"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found_out(written, encoding, delimiter, newline):
    text = newline.join(delimiter.join(cells) for cells in PLAIN) + newline
    assert rows(written(text, encoding)) == PLAIN


def test_commas_inside_numbers_do_not_hide_that_semicolons_part_the_cells(written):
    assert rows(written("clave;año\n1,5;2,5\n1,5;2,5\n")) == [["clave", "año"], ["1,5", "2,5"], ["1,5", "2,5"]]


def test_the_first_line_may_name_the_delimiter_as_excel_does(written):
    table = open_table(written("sep=;\nclave;año\n1;2\n"), WANTED)
    assert [(line.number, line.cells) for line in table.lines()] == [(2, ("clave", "año")), (3, ("1", "2"))]


def test_a_line_break_inside_quotes_stays_inside_its_cell(written):
    table = open_table(written('clave,año\n"a\nb",1\nc,2\n'), WANTED)
    assert [(line.number, line.cells) for line in table.lines()][1:] == [(2, ("a\nb", "1")), (4, ("c", "2"))]


def test_a_row_with_broken_quotes_is_unfit_and_the_next_one_is_whole(written):
    _, broken, after = open_table(written('clave,año\n"a"b,1\nc,2\n'), WANTED).lines()
    assert "quotes" in broken.unfit.expected
    assert after.cells == ("c", "2")


def test_a_quote_that_never_closes_refuses_the_file_and_names_its_line(written):
    with pytest.raises(UnfitFile, match="line 3"):
        rows(written('clave,año\na,1\n"b,2\nc,3\n'))


def test_a_line_without_end_does_not_fill_the_memory(written):
    with pytest.raises(UnfitFile, match="characters"):
        rows(written("clave,año\n" + "x" * 3_000_000))


def test_empty_rows_are_no_rows(written):
    assert rows(written("clave,año\n\n , \na,1\n,\n\n")) == [["clave", "año"], ["a", "1"]]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n ", "empty"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "old Excel"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04 and no more", "breaks off"),
        (b"a,b\n1,2\n", '"a", "b"'),
    ],
)
def test_what_is_no_table_is_refused_with_what_was_found(written, content, found):
    with pytest.raises(UnfitFile) as refused:
        find_columns(open_table(written(content), WANTED).lines(), WANTED)
    assert found in refused.value.found
    assert refused.value.remedy


def test_an_encoding_named_wrongly_is_told(written):
    with pytest.raises(UnfitFile, match="encoding"):
        rows(written("clave,año\n"), encoding="latin-9000")
    with pytest.raises(UnfitFile, match="utf-8"):
        rows(written("clave,año\nñ,1\n", "latin-1"), encoding="utf-8")


# --- Columns by name --------------------------------------------------------------------------------------------------


def columns(path: Path, wanted=WANTED):
    return find_columns(open_table(path, wanted).lines(), wanted)


def test_columns_are_found_by_name_below_titles_in_any_order_and_capitals(written):
    found = columns(written("Registro 2025,,\n,,\nx, AÑO ,Clave\n1,2,3\n"))
    assert (found.number, found.positions) == (3, {"clave": 2, "año": 1})


def test_a_missing_column_is_named_beside_those_that_are_there(written):
    with pytest.raises(UnfitFile) as refused:
        columns(written("clave,anio\n1,2\n"))
    assert refused.value.expected == "columns named año"
    assert '"anio"' in refused.value.found


def test_a_name_borne_twice_must_be_told_apart(written):
    path = written("clave,año,año\n1,2,3\n")
    with pytest.raises(UnfitFile, match="año#2"):
        columns(path)
    assert columns(path, ["clave", "año#2"]).positions["año#2"] == 2


# --- Workbooks --------------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    def save(sheets: dict[str, list[list[object]]], hidden=(), merge=None) -> Path:
        opened = Workbook()
        opened.remove(opened.active)
        for name, content in sheets.items():
            sheet = opened.create_sheet(name)
            for cells in content:
                sheet.append(cells)
            sheet.sheet_state = "hidden" if name in hidden else "visible"
            if merge:
                sheet.merge_cells(merge)
        opened.save(tmp_path / "t.xlsx")
        return tmp_path / "t.xlsx"

    return save


def test_numbers_dates_and_text_come_out_as_they_are_meant(book):
    path = book({"a": [["clave", "año"], [1.0, True], ["007", 2.5], [datetime(2025, 3, 5), 10**12], [None, None]]})
    assert rows(path)[1:] == [["1", "true"], ["007", "2.5"], ["2025-03-05", "1000000000000"]]


def test_rows_keep_the_number_that_the_sheet_shows(book):
    path = book({"a": [["clave", "año"], [None], ["x", 1]]})
    assert [line.number for line in open_table(path, WANTED).lines()] == [1, 3]


def test_the_only_visible_sheet_is_read_and_a_hidden_one_must_be_named(book):
    path = book({"a": PLAIN, "b": [["clave", "año"], ["secreta", "1"]]}, hidden=["b"])
    assert rows(path) == PLAIN
    assert rows(path, sheet="b")[1] == ["secreta", "1"]


def test_which_of_several_sheets_is_asked(book):
    path = book({"a": PLAIN, "b": PLAIN, "c": PLAIN}, hidden=["c"])
    with pytest.raises(UnfitFile, match=r"visible a, b and the hidden c.*sheet ="):
        rows(path)
    with pytest.raises(UnfitFile, match='named "z"'):
        rows(path, sheet="z")


def test_a_formula_never_calculated_is_not_taken_for_an_empty_cell(book):
    assert rows(book({"a": [["clave", "año"], ["x", "=1+1"]]}))[1] == ["x", "a formula that was never calculated"]


def test_a_calculated_formula_gives_its_result_also_when_that_is_empty(book):
    path = book({"a": [["clave", "año"], ["x", "=1+1"]]})
    never = b"<f>1+1</f><v />"
    assert rows(rewritten(path, never, b"<f>1+1</f><v>2</v>"))[1] == ["x", "2"]
    assert rows(rewritten(path, b'<c r="B2">' + never, b'<c r="B2" t="str"><f>1+1</f><v></v>'))[1] == ["x", ""]


def rewritten(path: Path, old: bytes, new: bytes, part: str = "xl/worksheets/sheet1.xml") -> Path:
    """The same workbook with other bytes in one part."""
    other = path.with_name("rewritten.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
    return other


@pytest.mark.parametrize("kept", [30, 0.3, 0.6, 0.95])
def test_a_workbook_that_was_cut_off_is_refused(book, kept):
    path = book({"a": PLAIN})
    whole = path.read_bytes()
    path.write_bytes(whole[: kept if kept > 1 else int(len(whole) * kept)])
    with pytest.raises(UnfitFile, match="whole XLSX"):
        rows(path)


def test_a_workbook_with_a_damaged_part_is_refused_before_a_row_is_read(book):
    path = book({"a": [["clave", "año"], *([f"k{n}", n] for n in range(2000))]})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content[part.header_offset + part.compress_size // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(UnfitFile, match="whole XLSX"):
        open_table(path, WANTED)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnfitFile, match="whole XLSX"):
        rows(path)


def test_a_sheet_that_is_not_well_formed_is_refused(book):
    path = book({"a": [["clave", "año"], *([f"k{n}", n] for n in range(50))]})
    with pytest.raises(UnfitFile, match="whole XLSX"):
        rows(rewritten(path, b"</sheetData>", b"</sheet"))


def test_entities_that_multiply_are_not_unfolded(book):
    path = book({"a": PLAIN})
    bomb = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + b"&a;" * 10 + b'">]><worksheet'
    with pytest.raises(UnfitFile, match="whole XLSX"):
        rows(rewritten(path, b"<worksheet", bomb))
    with pytest.raises(UnfitFile, match="whole XLSX"):
        rows(rewritten(path, b"<workbook", bomb.replace(b"worksheet", b"workbook"), "xl/workbook.xml"))


def test_a_part_that_unpacks_without_end_is_refused(book, monkeypatch):
    monkeypatch.setattr("acompana.exchange.tables.workbook.LARGEST_PART", 1 << 16)
    path = rewritten(book({"a": PLAIN}), b"</styleSheet>", b" " * (1 << 20) + b"</styleSheet>", "xl/styles.xml")
    with pytest.raises(UnfitFile, match="larger"):
        rows(path)


def test_a_sheet_row_numbered_beyond_all_sheets_ends_nothing(book):
    path = rewritten(book({"a": PLAIN}), b'<row r="2">', b'<row r="99999999999">')
    assert [line.number for line in open_table(path, WANTED).lines()] == [1, 99999999999]


# --- Cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("01", 1), ("1.0", 1), ("1,00", 1), ("-2", -2), ("1.5", None), ("", None), ("1e3", None), ("²", None)],
)
def test_whole_numbers_are_read_however_they_are_written(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("cell", "format", "moment"),
    [
        ("05/03/2025", "%d/%m/%Y", date(2025, 3, 5)),
        ("2025-03-05 14:30", "%Y-%m-%d %H:%M", datetime(2025, 3, 5, 14, 30)),
        (datetime(2025, 3, 5), "%d/%m/%Y", date(2025, 3, 5)),
        (datetime(2025, 3, 5, 14, 30), "%d/%m/%Y", datetime(2025, 3, 5, 14, 30)),
        (45721, "%d/%m/%Y", date(2025, 3, 5)),
        (45721.604166666664, "%d/%m/%Y", datetime(2025, 3, 5, 14, 30)),
        (20250305, "%Y%m%d", date(2025, 3, 5)),
        ("45721", "excel", date(2025, 3, 5)),
        ("45721", "%d/%m/%Y", None),
        ("31/02/2025", "%d/%m/%Y", None),
        ("", "%d/%m/%Y", None),
        (1e300, "%d/%m/%Y", None),
        (True, "%d/%m/%Y", None),
    ],
)
def test_dates_are_read_in_their_format_or_as_the_workbook_keeps_them(cell, format, moment):
    assert moment_in(cell, format) == moment


def test_dates_of_a_workbook_that_counts_from_1904_are_not_four_years_early(tmp_path):
    opened = Workbook()
    opened.epoch = CALENDAR_MAC_1904
    opened.save(tmp_path / "t.xlsx")
    assert moment_in(44259, "%d/%m/%Y", open_table(tmp_path / "t.xlsx", WANTED).serials_begin) == date(2025, 3, 5)
