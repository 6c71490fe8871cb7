"""Days and hours as Vietnamese documents write them: 20/06/2017, thứ Ba, 08:32."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.core.text import clean_line
from tracker.core.words import N_

FIRST_YEAR = 1990
LAST_YEAR = 2100

WEEKDAYS = (
    N_("thứ Hai"),
    N_("thứ Ba"),
    N_("thứ Tư"),
    N_("thứ Năm"),
    N_("thứ Sáu"),
    N_("thứ Bảy"),
    N_("Chủ nhật"),
)

_WRITINGS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(
        r"(?:ngày )?(?P<day>[0-9]{1,2}) ?(?P<mark>[-/.]) ?(?P<month>[0-9]{1,2})"
        r" ?(?P=mark) ?(?P<year>[0-9]{4})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:ngày )?(?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2})(?:,? năm (?P<year>[0-9]{4}))?",
        re.IGNORECASE,
    ),
    # Without a year only the slash counts: 14.4 and 14-4 may be a number and a range.
    re.compile(r"(?:ngày )?(?P<day>[0-9]{1,2}) ?/ ?(?P<month>[0-9]{1,2})(?P<year>)", re.IGNORECASE),
)


class NotADay(ValueError):
    """The text is not a day between 1990 and 2100; `text` is what the person typed."""

    message = N_("“%(text)s” không phải là ngày. Viết như 20/06/2017.")

    def __init__(self, text: str) -> None:
        """Keep the text, so that it can be shown again beside the refusal."""
        super().__init__(text)
        self.text = text


def parse_day(text: str, *, today: date) -> date:
    """Return the day that `text` names: 1/4/2017, 01-04-2017, 14/4, ngày 14 tháng 4 năm 2017, 2017-04-01.

    A day without a year is in the year of `today`. Raise NotADay for anything else, for days that do
    not exist and for years with two digits, which could mean two centuries.
    """
    line = clean_line(text)
    match = next((found for form in _WRITINGS if (found := form.fullmatch(line))), None)
    if match is None:
        raise NotADay(text)
    year = int(match["year"] or today.year)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADay(text)
    try:
        return date(year, int(match["month"]), int(match["day"]))
    except ValueError as error:
        raise NotADay(text) from error


def format_day(day: date) -> str:
    """Return 20/06/2017, the same in every language so that nobody reads two boards."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_short_day(day: date) -> str:
    """Return 20/06, for dense tables where the year is in the caption."""
    return f"{day.day:02}/{day.month:02}"


def format_document_day(day: date) -> str:
    """Return the day as citations write it: a zero only before days 1–9 and months 1–2 (12/4/2017)."""
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"  # noqa: PLR2004 - February
    return f"{day.day:02}/{month}/{day.year:04}"


def format_weekday(day: date) -> str:
    """Return "thứ Hai" … "Chủ nhật", marked for translation."""
    return WEEKDAYS[day.weekday()]


def format_clock(moment: datetime, zone_name: str) -> str:
    """Return 08:32, the time of the aware `moment` on the wall clock of that zone."""
    if moment.tzinfo is None:
        message = "a time without a zone is no moment"
        raise ValueError(message)
    return f"{moment.astimezone(ZoneInfo(zone_name)):%H:%M}"
