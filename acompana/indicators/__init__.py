"""The indicators count: flat tables written from the facts, and figures read from the tables. No clinical threshold
stands in here; what a score means is decided in `care`, what is counted and how it is named in content/indicators.

    tables             what the flat tables hold, with a sentence for every column
    life               a person's course, as several tables ask for it
    rows, episodes     from one person's facts to rows
    writing, workers   the tables as Parquet files, written whole or not at all
    opened             the tables, on DuckDB
    expressions        each indicator as one Ibis expression
    hiding             small cells
    figures            what the desk and the command line ask for
    spreadsheet        the same as rows
"""
