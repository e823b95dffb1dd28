"""Reading rows into records, in plain SQL."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from psycopg.rows import kwargs_row

from acompana.ledger.reading import raw_cursor

Row = TypeVar("Row")
Parameters = Mapping[str, Any] | Sequence[Any]


def rows(kind: type[Row], query: str, parameters: Parameters = ()) -> list[Row]:
    """The rows of a query as records, whose fields are named as its columns. Read as the viewer of the request."""
    cursor = raw_cursor()
    cursor.row_factory = cast(Any, kwargs_row(kind))
    cursor.execute(query, parameters)
    return cast(list[Row], cursor.fetchall())


def tuples(query: str, parameters: Parameters = ()) -> list[Any]:
    """The rows of a query as they come."""
    cursor = raw_cursor()
    cursor.execute(query, parameters)
    return cursor.fetchall()
