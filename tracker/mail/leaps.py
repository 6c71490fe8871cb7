"""How far a clock has gone astray, as it is written down and as it is said."""

import re

from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext

LEAP = 300
"""Seconds by which the wall clock may leave the steady one before nothing more is sent."""

BACK = 60
"""Seconds within which it is right again."""

TOLD = 5
"""Seconds by which a machine may differ from the database before the page says so."""

FAR = 60
"""Seconds by which it may differ before it writes no reminders."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_WRITTEN = re.compile(r"^([+-]\d+) s\b")


def detail_of(seconds: int, host: str) -> str:
    """A leap as the row of the pause keeps it."""
    return f"{seconds:+d} s, {host}"


def seconds_of(detail: str) -> int:
    """The leap that a row of a pause tells of; 0 if it tells of none."""
    found = _WRITTEN.match(detail)
    return int(found[1]) if found else 0


def leap_words(seconds: int) -> str:
    """Ahead or back, and by how much."""
    by = _span(abs(seconds))
    return _("nhảy tới %(by)s", by=by) if seconds > 0 else _("nhảy lùi %(by)s", by=by)


def _span(seconds: int) -> str:
    """The two largest parts of a span."""
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    parts = [
        (days, ngettext("%(n)s ngày", "%(n)s ngày", days)),
        (hours, ngettext("%(n)s giờ", "%(n)s giờ", hours)),
        (minutes, ngettext("%(n)s phút", "%(n)s phút", minutes)),
        (left, ngettext("%(n)s giây", "%(n)s giây", left)),
    ]
    first = next((place for place, (count, _words) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(words for count, words in parts[first : first + 2] if count) or parts[-1][1]
