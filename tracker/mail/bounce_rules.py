"""What a mail that came back says about its address. Plain values in, plain values out.

An address whose server knows no such mailbox is given up at once. Any other failure may be a bad week: a final one
counts 2, a temporary one 1, the gravest of each day; at 5 nothing more is sent there. After 30 days all is forgotten.

Source: RFC 3463 (enhanced status codes).
"""

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.mail.rules import NO_SUCH_MAILBOX

STOP_AT = 5
REMEMBERED = timedelta(days=30)
FINAL, TEMPORARY = 2, 1

_NO_MAILBOX = NO_SUCH_MAILBOX | {"5.1.2", "5.1.3"}  # no such host, no such way to write an address
_FULL = "5.2.2"


def is_hard(code: str) -> bool:
    """Whether the status says that there is no such mailbox. 5.1.7 and 5.1.8 do not: they are about the sender."""
    return code in _NO_MAILBOX


def points(code: str) -> int:
    """How much one report of this status weighs."""
    if is_hard(code):
        return STOP_AT
    return FINAL if code.startswith("5") and code != _FULL else TEMPORARY  # a full mailbox is emptied one day


def score(reports: Iterable[tuple[date, str]]) -> int:
    """What reports, as pairs of day and status, come to: a server that says it ten times a day says it once."""
    by_day: dict[date, int] = {}
    for day, code in reports:
        by_day[day] = max(points(code), by_day.get(day, 0))
    return sum(by_day.values())


def is_given_up(reports: Iterable[tuple[date, str]]) -> bool:
    """Whether nothing more is to be sent to an address with these reports."""
    return score(reports) >= STOP_AT
