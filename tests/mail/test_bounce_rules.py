"""What reports say about an address, by the day."""

from datetime import date, timedelta

import pytest

from tracker.mail.bounce_rules import REMEMBERED, STOP_AT, is_given_up, is_hard, points, score

DAY = date(2026, 5, 12)


def week(*codes):
    """One report a day."""
    return [(DAY + timedelta(days=place), code) for place, code in enumerate(codes)]


@pytest.mark.parametrize(
    ("code", "hard", "weight"),
    [
        ("5.1.1", True, 5),
        ("5.1.2", True, 5),
        ("5.1.3", True, 5),
        ("5.1.6", True, 5),
        ("5.1.10", True, 5),
        ("5.1.7", False, 2),  # about the sender's address
        ("5.1.8", False, 2),
        ("5.0.0", False, 2),
        ("5.2.1", False, 2),
        ("5.2.2", False, 1),  # full
        ("5.7.1", False, 2),
        ("4.2.2", False, 1),
        ("4.4.7", False, 1),
        ("4.1.1", False, 1),
    ],
)
def test_each_status_has_its_weight(code, hard, weight):
    assert (is_hard(code), points(code)) == (hard, weight)


def test_no_such_mailbox_is_enough_by_itself():
    assert is_given_up(week("5.1.1"))


@pytest.mark.parametrize(
    ("codes", "given_up"),
    [
        (["5.7.1", "5.7.1"], False),
        (["5.7.1", "5.7.1", "5.7.1"], True),
        (["4.4.7"] * 4, False),
        (["4.4.7"] * 5, True),
        (["5.2.1", "5.2.1", "4.2.2"], True),
        (["5.2.1", "4.2.2", "4.2.2"], False),
    ],
)
def test_lesser_failures_add_up_over_days(codes, given_up):
    assert is_given_up(week(*codes)) is given_up


def test_many_of_one_day_are_one_and_the_gravest_counts():
    assert score([(DAY, "4.4.7")] * 50) == 1
    assert score([(DAY, "4.4.7"), (DAY, "5.7.1"), (DAY, "4.2.2")]) == 2


def test_nothing_is_nothing():
    assert score([]) == 0
    assert not is_given_up([])


def test_the_figures_are_those_of_the_documents():
    assert (5, timedelta(days=30)) == (STOP_AT, REMEMBERED)
