"""The invented organization of `acompana demo`: what it was promised to be, kept in the data folder.

The plan is written before anything else, so that a run that was cut short goes on with the same last moment and the
same password. It is readable by the folder's owner alone.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path

import msgspec
from msgspec import Struct

from acompana.house.database import make_folder
from acompana.house.errors import CannotRun
from acompana.simulation.parameters import Size


class Plan(Struct, frozen=True, kw_only=True):
    """Which year is imagined, and how to look at it."""

    size: Size
    until: datetime
    password: str
    is_recorded: bool = False


def plan_of(data_dir: Path) -> Plan | None:
    """The plan of the demo in this folder; None where there is none."""
    try:
        return msgspec.json.decode(_file(data_dir).read_bytes(), type=Plan)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except msgspec.MsgspecError as error:
        raise CannotRun(
            _("Expected the plan of a demo in {file}; found: {found}. Choose another --data-dir.").format(
                file=_file(data_dir), found=error
            )
        ) from error


def new_plan(size: Size, until: datetime | None) -> Plan:
    """A demo that stands at `until` (UTC), or at this moment."""
    moment = (until or datetime.now(UTC)).replace(tzinfo=UTC, second=0, microsecond=0)
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    return Plan(size=size, until=moment, password=password)


def recorded(plan: Plan) -> Plan:
    """The same demo, now that all of its facts are in the ledger."""
    return msgspec.structs.replace(plan, is_recorded=True)


def keep(plan: Plan, data_dir: Path) -> None:
    """Write the plan, whole or not at all."""
    make_folder(data_dir)
    part = _file(data_dir).with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(plan))
    os.replace(part, _file(data_dir))


def _file(data_dir: Path) -> Path:
    return data_dir / "demo.json"
