"""Identifiers of the rows made here."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A UUIDv7: unique without asking anybody, and sorted by the moment it was made."""
    return compat.uuid7()
