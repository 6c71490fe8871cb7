"""Closing, seats and localities: no database."""

from datetime import date

import pytest

from tracker.core.errors import Invalid
from tracker.groups import rules

MAY_1, MAY_12, MAY_13 = date(2026, 5, 1), date(2026, 5, 12), date(2026, 5, 13)


def test_localities_are_lines_each_once_and_clean():
    text = "Xã Bắc\n  Xã   Nam \n\nXã Bắc\u200b\nTổ dân phố 3\r\n"
    assert rules.read_localities(text) == ("Xã Bắc", "Xã Nam", "Tổ dân phố 3")
    assert rules.read_localities(" \n\n") == ()


def test_a_locality_that_is_too_long_is_named():
    with pytest.raises(Invalid) as caught:
        rules.read_localities("Xã Bắc\n" + "x" * 121)
    assert caught.value.field == "localities"
    assert "120" in str(caught.value)
    rules.read_localities("x" * 120)


def test_too_many_localities_are_refused():
    assert len(rules.read_localities("\n".join(f"Thôn {n}" for n in range(200)))) == 200
    with pytest.raises(Invalid, match="Có 201 địa bàn, tối đa 200"):
        rules.read_localities("\n".join(f"Thôn {n}" for n in range(201)))


def test_a_group_with_open_work_does_not_close():
    rules.check_closing(0)
    with pytest.raises(Invalid, match="còn chủ trì 3 nhiệm vụ"):
        rules.check_closing(3)


@pytest.mark.parametrize(
    ("held", "from_on", "field"),
    [
        ([], MAY_12, None),
        ([(MAY_1, MAY_12)], MAY_13, None),
        ([(MAY_1, MAY_12)], MAY_12, "from_on"),
        ([(MAY_1, None)], MAY_12, "account_id"),
        ([(MAY_13, None)], MAY_12, "account_id"),
    ],
)
def test_a_person_sits_in_a_group_once_at_a_time(held, from_on, field):
    if field is None:
        rules.check_new_seat(held, from_on)
        return
    with pytest.raises(Invalid) as caught:
        rules.check_new_seat(held, from_on)
    assert caught.value.field == field


@pytest.mark.parametrize(("from_on", "last"), [(MAY_1, MAY_12), (MAY_12, None), (MAY_13, None)])
def test_a_seat_ends_with_today_or_never_was(from_on, last):
    assert rules.last_day_of_seat(from_on, MAY_12) == last
