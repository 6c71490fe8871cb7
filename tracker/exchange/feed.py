"""A calendar of deadlines as iCalendar (RFC 5545, RFC 7986): one all-day event for each."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from tracker.core.text import clean_line
from tracker.exchange.deadlines import Deadline

REFRESH = timedelta(hours=6)
"""How often a calendar program had better look again."""


def write_calendar(name: str, host: str, deadlines: Iterable[Deadline]) -> bytes:
    """The calendar, the same bytes for the same deadlines; `host` makes the numbers of events ours."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//tracker//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, clean_line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for each in deadlines:
        calendar.add_component(_event(each, host))
    written: bytes = calendar.to_ical()
    return written


def _event(deadline: Deadline, host: str) -> Event:
    event = Event()
    event.add("uid", f"task-{deadline.task_id}@{host}")
    event.add("dtstamp", deadline.since.replace(microsecond=0))
    event.add("sequence", deadline.revision - 1)
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("summary", clean_line(deadline.summary))
    event.add("description", deadline.description)
    event.add("url", deadline.url)
    event.add("transp", "TRANSPARENT")
    return event
