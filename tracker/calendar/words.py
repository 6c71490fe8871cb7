"""Days off in words, in the language being spoken."""

import re
from collections.abc import Mapping
from datetime import date

from tracker.calendar.rules import vietnamese_holidays
from tracker.core.languages import gettext
from tracker.core.words import N_

# The holidays come named in Vietnamese from the calendar of the law; here they are known to the catalogue.
HOLIDAY_NAMES = (
    N_("Tết Dương lịch"),
    N_("29 Tết"),
    N_("Giao thừa Tết Nguyên Đán"),
    N_("Tết Nguyên Đán"),
    N_("Mùng hai Tết Nguyên Đán"),
    N_("Mùng ba Tết Nguyên Đán"),
    N_("Mùng bốn Tết Nguyên Đán"),
    N_("Mùng năm Tết Nguyên Đán"),
    N_("Ngày Giỗ Tổ Hùng Vương"),
    N_("Ngày Chiến thắng"),
    N_("Ngày Quốc tế Lao động"),
    N_("Quốc khánh"),
    N_("Ngày Văn hóa Việt Nam"),
)
_DAY = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")


def why_off(day: date, own_words: Mapping[date, str]) -> str:
    """Why a day is not worked: what the organization wrote, the name of the holiday, or the end of the week."""
    if own_words.get(day):
        return own_words[day]
    holiday = vietnamese_holidays([day.year]).days_off.get(day)
    return holiday_words(holiday) if holiday else gettext(N_("cuối tuần"))


def holiday_words(name: str) -> str:
    """The name of a holiday in the language being spoken; two may fall on one day."""
    return "; ".join(map(_one_holiday, name.split("; ")))


def _one_holiday(name: str) -> str:
    """A day off for another is named with that day; one moved off a weekend has a remark in brackets."""
    other_day = _DAY.search(name)
    if other_day:
        return gettext(N_("Nghỉ thay cho ngày %(day)s"), day=other_day[0])
    known = next((each for each in HOLIDAY_NAMES if name.startswith(f"{each} (")), None)
    return gettext(N_("%(name)s (nghỉ bù)"), name=gettext(known)) if known else gettext(name)
