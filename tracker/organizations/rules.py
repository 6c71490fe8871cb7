"""What an organization and a field of work must be, and how the order of fields is moved."""

import re
from collections.abc import Sequence
from datetime import date, time
from zoneinfo import available_timezones

from tracker.core.errors import Invalid
from tracker.core.words import N_

LATER, MINUTES = 24, 60  # the first hour and the first minute that no clock shows
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:hg.](?P<minute>[0-9]{2})?)?", re.IGNORECASE)


def check_validity(valid_from: date, valid_to: date | None) -> None:
    """Raise Invalid when the organization would end before it begins."""
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(N_("Ngày kết thúc phải sau ngày bắt đầu."), field="valid_to")


def check_time_zone(name: str) -> None:
    """Raise Invalid unless the zone is one of the IANA list, such as Asia/Ho_Chi_Minh."""
    if "/" not in name or name not in available_timezones():
        raise Invalid(N_("“%(name)s” không phải là múi giờ. Viết như Asia/Ho_Chi_Minh."), field="time_zone", name=name)


def check_window(digest_at: time, start: time, end: time) -> None:
    """Raise Invalid unless mails may leave for a while each day, and the digest's time lies in it."""
    if end <= start:
        raise Invalid(N_("Giờ kết thúc phải sau giờ bắt đầu."), field="window_until")
    if not start <= digest_at < end:
        raise Invalid(N_("Giờ gửi thư nhắc việc phải nằm trong khung giờ gửi thư."), field="digest_at")


def read_clock(text: str) -> time:
    """The time of day in 07:30, 7h30 or 7h; raise Invalid for anything that no clock shows."""
    match = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(match["hour"]), int(match["minute"] or 0)) if match else (LATER, 0)
    if hour >= LATER or minute >= MINUTES:
        raise Invalid(N_("“%(text)s” không phải là giờ. Viết như 07:30."), field="digest_at", text=text)
    return time(hour, minute)


def moved(order: Sequence[int], one: int, *, up: bool) -> list[int]:
    """The ids in `order` with `one` a place higher or lower; at the end of the list nothing moves."""
    ids = list(order)
    here = ids.index(one)
    there = here - 1 if up else here + 1
    if 0 <= there < len(ids):
        ids[here], ids[there] = ids[there], ids[here]
    return ids
