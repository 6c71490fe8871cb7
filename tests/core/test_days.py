import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.days import (
    NotADay,
    format_clock,
    format_day,
    format_document_day,
    format_short_day,
    format_weekday,
    parse_day,
)

TODAY = date(2017, 6, 13)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/4/2017", date(2017, 4, 1)),
        ("01-04-2017", date(2017, 4, 1)),
        ("01.04.2017", date(2017, 4, 1)),
        ("01 / 04 / 2017", date(2017, 4, 1)),
        ("2017-04-01", date(2017, 4, 1)),
        ("ngày 14 tháng 4 năm 2017", date(2017, 4, 14)),
        ("Ngày 05 tháng 02, năm 2026", date(2026, 2, 5)),
        ("14 tháng 4", date(2017, 4, 14)),
        ("ngày 14/4", date(2017, 4, 14)),
        ("14/4", date(2017, 4, 14)),
        ("ngày 12/4/2017", date(2017, 4, 12)),
        (unicodedata.normalize("NFD", "ngày\u00a014 tháng 4 năm 2017"), date(2017, 4, 14)),
        ("29/02/2024", date(2024, 2, 29)),
        ("01/01/1990", date(1990, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
    ],
)
def test_a_day_is_read_in_all_its_writings(text, day):
    assert parse_day(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mai",
        "31/4/2017",
        "29/02/2017",
        "29/2",
        "32/1/2017",
        "0/1/2017",
        "1/13/2017",
        "4/31/2017",
        "1/4/17",
        "1/4-2017",
        "14.4",
        "14-4",
        "2017/04/01",
        "20170401",
        "31/12/1989",
        "1/1/2101",
        "01/04/20170",
        "1/4/2017 8:00",
        "１/4/2017",
        "trước ngày 15/6/2017",
        "quý II",
        "1//2017",
        "-1/4/2017",
        "1/4/2017, 2/4/2017",
    ],
)
def test_what_is_no_day_is_refused_with_its_text(text):
    with pytest.raises(NotADay) as refused:
        parse_day(text, today=TODAY)
    assert refused.value.text == text
    assert refused.value.message % {"text": text} == f"“{text}” không phải là ngày. Viết như 20/06/2017."


def test_a_day_without_year_follows_the_year_of_today():
    assert parse_day("29/2", today=date(2028, 1, 3)) == date(2028, 2, 29)


@given(DAYS)
def test_every_day_shown_is_read_back(day):
    assert parse_day(format_day(day), today=TODAY) == day
    assert parse_day(format_document_day(day), today=TODAY) == day
    assert parse_day(day.isoformat(), today=TODAY) == day
    assert parse_day(format_short_day(day), today=day) == day


@pytest.mark.parametrize(
    ("day", "full", "short", "cited"),
    [
        (date(2017, 6, 13), "13/06/2017", "13/06", "13/6/2017"),
        (date(2017, 4, 12), "12/04/2017", "12/04", "12/4/2017"),
        (date(2026, 2, 5), "05/02/2026", "05/02", "05/02/2026"),
        (date(2026, 1, 12), "12/01/2026", "12/01", "12/01/2026"),
        (date(2017, 5, 3), "03/05/2017", "03/05", "03/5/2017"),
        (date(2025, 11, 10), "10/11/2025", "10/11", "10/11/2025"),
    ],
)
def test_a_day_is_shown_as_the_place_asks(day, full, short, cited):
    assert (format_day(day), format_short_day(day), format_document_day(day)) == (full, short, cited)


def test_the_week_has_its_names():
    week = [format_weekday(date(2017, 6, 12 + n)) for n in range(7)]
    assert week == ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]


def test_the_hour_is_that_of_the_zone():
    moment = datetime(2017, 6, 13, 1, 32, 59, tzinfo=UTC)
    assert format_clock(moment, "Asia/Ho_Chi_Minh") == "08:32"
    assert format_clock(moment, "UTC") == "01:32"
    assert format_clock(datetime(2017, 6, 13, 17, 5, tzinfo=UTC), "Asia/Ho_Chi_Minh") == "00:05"
    with pytest.raises(ValueError, match="zone"):
        format_clock(moment.replace(tzinfo=None), "Asia/Ho_Chi_Minh")
