"""What a channel is: a way to reach a user. Each is a folder of this room."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct


class Letter(Struct, frozen=True):
    """One message as a channel carries it. It names nobody but its recipient, and that only as an address."""

    id: UUID  # the same when it is tried again, as far as that can be known
    to: UUID
    address: str  # empty if the channel needs none
    at: datetime
    subject: str
    text: str
    link: str


class Channel(Protocol):
    """Raises `ChannelDown` or `NotTaken` unless the message is on its way."""

    name: str

    def send(self, letter: Letter) -> None: ...

    def close(self) -> None:
        """End what is open towards the outside. The channel can be used again."""
        ...


class ChannelDown(Exception):
    """Nothing goes through this channel now. The message says what was expected and found, and names nobody."""


class NotTaken(Exception):
    """This one message was not taken; others may be."""
