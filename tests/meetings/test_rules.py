"""How long a screen lives and what a conclusion allows, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.core.errors import Invalid
from tracker.intake.lines import LONGEST_TITLE, title_of
from tracker.meetings.rules import (
    HOURS,
    Fate,
    Screen,
    check_dropped,
    check_note,
    check_waits,
    end_of,
    screen_at,
)

NOW = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
WAITS, TAKEN = Fate(taken_on=None, dropped_at=None), Fate(taken_on=date(2026, 7, 1), dropped_at=None)
DROPPED = Fate(taken_on=None, dropped_at=NOW)


@pytest.mark.parametrize("hours", HOURS)
def test_a_screen_is_over_at_its_last_moment(hours):
    end = end_of(NOW, hours)
    assert end - NOW == timedelta(hours=hours)
    just_before = end - timedelta(microseconds=1)
    assert screen_at(just_before, expires_at=end, ended_at=None) is Screen.OPEN
    assert screen_at(end, expires_at=end, ended_at=None) is Screen.OVER
    assert screen_at(just_before, expires_at=end, ended_at=NOW) is Screen.ENDED


@pytest.mark.parametrize("hours", [0, 1, 3, 24, -2])
def test_no_other_number_of_hours(hours):
    with pytest.raises(Invalid):
        end_of(NOW, hours)


def test_a_conclusion_says_something_about_its_group():
    check_note("Làm xong", None, ())
    check_note("Làm xong", 7, (7, 8))
    for text, task_id in (("", None), ("Làm xong", 9)):
        with pytest.raises(Invalid):
            check_note(text, task_id, (7, 8))


def test_only_what_waits_is_changed_and_only_what_was_left_out_comes_back():
    check_waits(WAITS)
    check_dropped(DROPPED)
    assert [each.waits for each in (WAITS, TAKEN, DROPPED)] == [True, False, False]
    for check, fate in ((check_waits, TAKEN), (check_waits, DROPPED), (check_dropped, WAITS), (check_dropped, TAKEN)):
        with pytest.raises(Invalid):
            check(fate)


@pytest.mark.parametrize(
    ("words", "title"),
    [("giao tổ  rà soát.", "Giao tổ rà soát"), ("một\nhai", "Một hai"), ("x" * 400, "X" + "x" * 298 + "…")],
)
def test_the_title_of_a_sentence(words, title):
    assert title_of(words) == title
    assert len(title_of("từ " * 200)) <= LONGEST_TITLE
