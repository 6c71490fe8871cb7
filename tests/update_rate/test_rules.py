"""The rules of the update rate: medians, sums, and which group stands worse."""

from decimal import Decimal

import pytest

from tracker.board.rows import Named
from tracker.update_rate.rules import Order, Rate, worst_first

NAMES = ("Bắc", "Trung", "Nam", "Đông")


def in_order(order, *rates):
    found = worst_first([(Named(id=n, name=NAMES[n]), rate) for n, rate in enumerate(rates)], order)
    return [of.name for of, _rate in found]


@pytest.mark.parametrize(
    ("waits", "middle"), [((), None), ((3,), "3"), ((1, 2), "1.5"), ((2, 4), "3"), ((0, 1, 20), "1"), ((10, 30), "20")]
)
def test_the_median_is_the_one_in_the_middle_or_half_way_between_two(waits, middle):
    assert Rate(waits=waits).median_wait == (None if middle is None else Decimal(middle))


def test_all_groups_together_have_the_median_of_all_waits_not_of_medians():
    total = sum((Rate(waits=(0, 0, 0)), Rate(waits=(9,)), Rate(reminders=4, completed=2)), Rate())
    assert total.median_wait == 0
    assert total.reminders_per_completed == 2


def test_without_a_completed_task_there_is_no_share_of_reminders():
    assert Rate(reminders=4).reminders_per_completed is None


def test_groups_stand_in_their_order_until_a_figure_is_chosen():
    assert in_order(None, Rate(mute=1), Rate(mute=3), Rate(mute=2)) == ["Bắc", "Trung", "Nam"]
    assert in_order(Order.SILENT, Rate(mute=1), Rate(mute=3), Rate(mute=2)) == ["Trung", "Nam", "Bắc"]


def test_the_smallest_share_with_an_update_comes_first_and_who_owes_nothing_last():
    rates = (Rate(), Rate(owed=4, updated=3), Rate(owed=10, updated=5), Rate(owed=2, updated=2))
    assert in_order(Order.UPDATED, *rates) == ["Nam", "Trung", "Đông", "Bắc"]


def test_the_greatest_share_of_reports_without_news_comes_first():
    rates = (Rate(owed=9), Rate(owed=9, updated=8, unchanged=2), Rate(owed=2, updated=2, unchanged=1))
    assert in_order(Order.UNCHANGED, *rates) == ["Nam", "Trung", "Bắc"]
    total = sum(rates, Rate())
    assert (total.unchanged, total.updated) == (3, 10)


def test_who_was_reminded_and_never_answered_is_worse_than_the_slowest():
    rates = (Rate(), Rate(reminders=9, waits=(30,)), Rate(reminders=1), Rate(reminders=2, waits=(1,)))
    assert in_order(Order.WAIT, *rates) == ["Nam", "Trung", "Đông", "Bắc"]


def test_who_was_reminded_and_finished_nothing_is_worse_than_the_dearest():
    rates = (Rate(completed=3), Rate(reminders=90, completed=1), Rate(reminders=1), Rate(reminders=2, completed=2))
    assert in_order(Order.REMINDERS, *rates) == ["Nam", "Trung", "Đông", "Bắc"]


def test_returns_are_judged_by_their_share_of_what_was_answered():
    rates = (Rate(answered=10, returned=2), Rate(answered=2, returned=1), Rate())
    assert in_order(Order.RETURNED, *rates) == ["Trung", "Bắc", "Nam"]


def test_equals_keep_the_fixed_order():
    assert in_order(Order.NEVER, Rate(never=1), Rate(never=1), Rate(never=2)) == ["Nam", "Bắc", "Trung"]
