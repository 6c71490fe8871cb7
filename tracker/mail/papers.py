"""What writing a mail came to: ready to be begun, not to be sent, or impossible."""

from dataclasses import dataclass
from datetime import datetime

from tracker.mail.journal import Entry
from tracker.mail.status import MailState, OccurrenceState


@dataclass(frozen=True)
class Struck:
    """A line that the mail does not tell after all, and why."""

    id: int
    state: OccurrenceState
    reason: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """A mail ready to be begun. `number` is which attempt it will be, `seen` what it was written from."""

    id: int
    organization_id: int
    number: int
    address: str
    recipient: str
    message: bytes
    entry: Entry
    struck: tuple[Struck, ...]
    seen: int


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A mail that is not sent after all, or, with `hours`, not yet: then only between these two moments.

    `address` is where it would have gone, where that is why; empty where it is nothing to the matter.
    """

    id: int
    state: MailState
    reason: str
    hours: tuple[datetime, datetime] | None = None
    address: str = ""
    struck: tuple[Struck, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unwritable:
    """A mail that could not be written."""

    id: int
    error: Exception


Paper = Written | Ended | Unwritable
