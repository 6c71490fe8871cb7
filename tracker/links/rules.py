"""How soon a further code may be asked for. Plain values in, a moment or None out.

A link may have been passed on. Whoever holds it must not be able to keep its person out: each further code of one
link waits a little longer, never more than a quarter of an hour, and the links of other tasks do not wait for it.
All links together do not flood the mailbox.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

AN_HOUR = timedelta(hours=1)
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""After the first, the second, and every further code of one link within an hour."""
MOST_CODES = 12
"""Codes to one mailbox within an hour, over all its links."""


def next_code_at(of_link: Sequence[datetime], of_mailbox: Sequence[datetime]) -> datetime | None:
    """From when the next code may be sent, by those of the last hour; None: at once."""
    free = []
    if of_link:
        free.append(max(of_link) + WAITS[min(len(of_link), len(WAITS)) - 1])
    if len(of_mailbox) >= MOST_CODES:
        free.append(sorted(of_mailbox)[-MOST_CODES] + AN_HOUR)
    return max(free, default=None)
