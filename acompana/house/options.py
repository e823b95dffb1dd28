"""The options that several commands share, worded once."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path,
    typer.Option(
        "--data-dir",
        envvar="ACOMPANA_DATA_DIR",
        help="The folder that holds the organization: its records, its secret, its tables.",
        file_okay=False,
    ),
]
DEFAULT_DATA_DIR = Path("acompana-data")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for another program to read.")]
