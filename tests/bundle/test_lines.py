"""On which line of a file a value stands."""

from acompana.bundle.lines import Lines

TEXT = """\
# a comment
id = "x"
name.es = "uno"
long = \"\"\"
[[not_a_table]]
no = "key"
\"\"\"
list = [
  { code = "a", of = [1, 2] },
  # between
  { code = "b [" },
]

[[scales]]
code = "one"
[scales.missing]
at_most = 0
[[scales.bands]]
from = 0
[[scales.bands]]
from = 5

[[scales]]
code = "two"
[[scales.bands]]
from = 9
"""


def test_keys_tables_and_elements_are_found() -> None:
    lines = Lines(TEXT)
    assert lines.line_of(("id",)) == 2
    assert lines.line_of(("name", "es")) == 3
    assert lines.line_of(("list", 0)) == 9
    assert lines.line_of(("list", 1, "code")) == 11
    assert lines.line_of(("scales", 0, "missing", "at_most")) == 17
    assert lines.line_of(("scales", 0, "bands", 1, "from")) == 21
    assert lines.line_of(("scales", 1)) == 23
    assert lines.line_of(("scales", 1, "bands", 0, "from")) == 26


def test_what_only_looks_like_a_table_is_not_one() -> None:
    assert Lines(TEXT).line_of(("not_a_table",)) == 1


def test_what_is_not_there_is_told_on_the_nearest_line_around_it() -> None:
    lines = Lines(TEXT)
    assert lines.line_of(("scales", 1, "missing", "at_most")) == 23
    assert lines.line_of(("nothing",)) == 1
