"""Validity, zones, clocks and order: no database."""

from datetime import date, time

import pytest

from tracker.core.errors import Invalid
from tracker.organizations import rules


def test_an_organization_does_not_end_before_it_begins():
    rules.check_validity(date(2025, 7, 1), None)
    rules.check_validity(date(2025, 7, 1), date(2025, 7, 1))
    with pytest.raises(Invalid) as caught:
        rules.check_validity(date(2025, 7, 1), date(2025, 6, 30))
    assert caught.value.field == "valid_to"


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Europe/Berlin"])
def test_zones_of_the_list_are_taken(zone):
    rules.check_time_zone(zone)


@pytest.mark.parametrize("zone", ["", "Hà Nội", "UTC+7", "../../etc/passwd", "/etc/localtime", "Asia/Hanoi", "asia"])
def test_other_zones_are_refused_by_name(zone):
    with pytest.raises(Invalid) as caught:
        rules.check_time_zone(zone)
    assert caught.value.field == "time_zone"


@pytest.mark.parametrize(
    ("text", "clock"),
    [("07:30", time(7, 30)), ("7:30", time(7, 30)), ("7h30", time(7, 30)), ("7h", time(7)), ("07.05", time(7, 5)),
     ("0:00", time(0)), ("23:59", time(23, 59)), (" 8 ", time(8))],
)  # fmt: skip
def test_clocks_are_read_as_people_write_them(text, clock):
    assert rules.read_clock(text) == clock


@pytest.mark.parametrize("text", ["", "24:00", "7:60", "7:3", "730", "sáng", "-1:00", "7:30 sáng"])
def test_what_no_clock_shows_is_refused(text):
    with pytest.raises(Invalid):
        rules.read_clock(text)


@pytest.mark.parametrize(
    ("one", "up", "order"),
    [(2, True, [2, 1, 3]), (2, False, [1, 3, 2]), (1, True, [1, 2, 3]), (3, False, [1, 2, 3])],
)
def test_one_place_up_or_down(one, up, order):
    assert rules.moved([1, 2, 3], one, up=up) == order
