"""The flat tables, opened for counting on DuckDB."""

from pathlib import Path
from threading import Lock

import duckdb

from acompana.indicators.tables import TABLES

_lock = Lock()
_last: tuple[Path, duckdb.DuckDBPyConnection] | None = None


def opened(generation: Path) -> duckdb.DuckDBPyConnection:
    """A connection of this thread's own on which every flat table of a generation is a view."""
    global _last
    with _lock:
        if _last is None or _last[0] != generation:
            _last = generation, _open(generation)
        return _last[1].cursor()


def _open(generation: Path) -> duckdb.DuckDBPyConnection:
    tables = duckdb.connect()
    # The files of a generation never change, so what their footers say is read once.
    tables.execute("SET GLOBAL parquet_metadata_cache = true")
    for name in TABLES:
        files = str(generation / name / "*" / "*.parquet").replace("'", "''")
        tables.execute(f"CREATE VIEW {name} AS FROM read_parquet('{files}', hive_types = {{year: BIGINT}})")
    return tables
