"""How a task stands, in one icon and one short phrase."""

from datetime import date

import pytest

from tracker.calendar.rules import WorkingCalendar
from tracker.core.languages import speaking
from tracker.tasks.rules import Dates, day_view
from tracker.tasks.status import Kind, State
from tracker.tasks.words import sent_back, silence, standing

TODAY = date(2026, 5, 12)  # a Tuesday
CALENDAR = WorkingCalendar()
VIEW = day_view(TODAY, CALENDAR)


def words(due_on=None, state=State.IN_PROGRESS, *, reported_on=None, kind=Kind.MILESTONE, due_text="", long=False):
    dates = Dates(state=state, due_on=due_on, reported_on=reported_on, assigned_on=TODAY, last_update_on=None)
    found = standing(dates, VIEW, CALENDAR, kind=kind, due_text=due_text, long=long)
    return found.key, found.word, found.plain


@pytest.mark.parametrize(
    ("due_on", "short", "long"),
    [
        (date(2026, 5, 4), "Quá hạn 6 ngày", "Quá hạn 6 ngày làm việc"),
        (date(2026, 5, 11), "Quá hạn 1 ngày", "Quá hạn 1 ngày làm việc"),
        (TODAY, "Hạn hôm nay", "Hạn hôm nay"),
        (date(2026, 5, 13), "Còn 1 ngày", "Còn 1 ngày làm việc"),
        (date(2026, 5, 18), "Còn 4 ngày", "Còn 4 ngày làm việc"),
        (date(2026, 6, 30), "Còn 35 ngày", "Trong hạn: còn 35 ngày làm việc"),
    ],
)
def test_days_are_counted_as_working_days_and_the_long_form_says_so(due_on, short, long):
    assert words(due_on)[1] == short
    assert words(due_on, long=True)[1] == long


@pytest.mark.parametrize(
    ("due_on", "key", "plain"),
    [(date(2026, 5, 4), "over", False), (TODAY, "soon", False), (date(2026, 6, 30), "term", True)],
)
def test_only_what_asks_for_attention_is_tinted(due_on, key, plain):
    found = words(due_on)
    assert (found[0], found[2]) == (key, plain)


def test_the_day_after_a_friday_counts_as_one_day_late_though_nobody_works():
    saturday = date(2026, 5, 16)
    view = day_view(saturday, CALENDAR)
    dates = Dates(
        state=State.IN_PROGRESS, due_on=date(2026, 5, 15), reported_on=None, assigned_on=TODAY, last_update_on=None
    )
    assert standing(dates, view, CALENDAR, kind=Kind.MILESTONE).word == "Quá hạn 1 ngày"


def test_a_report_in_time_that_waits_past_its_deadline_is_in_term_without_days_left():
    assert words(date(2026, 5, 4), State.AWAITING_CONFIRMATION, reported_on=date(2026, 5, 4)) == (
        "term",
        "Trong hạn",
        True,
    )


def test_a_late_report_counts_its_days_up_to_the_report():
    waiting = words(date(2026, 5, 4), State.AWAITING_CONFIRMATION, reported_on=date(2026, 5, 6))
    assert waiting == ("over", "Quá hạn 2 ngày", False)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"due_on": TODAY, "state": State.COMPLETED, "reported_on": TODAY}, ("done", "Hoàn thành đúng hạn", True)),
        (
            {"due_on": date(2026, 5, 4), "state": State.COMPLETED, "reported_on": TODAY},
            ("late", "Hoàn thành trễ hạn", True),
        ),
        ({"state": State.COMPLETED}, ("done", "Hoàn thành", True)),
        ({}, ("nodl", "Không giao hạn", True)),
        ({"kind": Kind.ONGOING_ACTIVITY}, ("nodl", "Thường xuyên", True)),
        ({"due_text": "theo quy định"}, ("nodl", "Theo quy định", True)),
        ({"state": State.CANCELLED, "due_on": TODAY}, ("cancel", "Dừng thực hiện", False)),
        ({"state": State.CARRIED_OVER, "due_on": TODAY}, ("carry", "Chuyển tiếp", False)),
    ],
)
def test_what_is_finished_without_a_deadline_or_gone_is_named(facts, found):
    assert words(**facts) == found


def test_silence_is_counted_from_the_last_word():
    heard = Dates(
        state=State.IN_PROGRESS, due_on=None, reported_on=None, assigned_on=TODAY, last_update_on=date(2026, 4, 20)
    )
    assert silence(heard, VIEW, CALENDAR).word == "Im lặng 16 ngày"
    never = Dates(state=State.IN_PROGRESS, due_on=None, reported_on=None, assigned_on=TODAY, last_update_on=None)
    assert silence(never, VIEW, CALENDAR).word == "Chưa có cập nhật nào"


def test_a_return_names_its_day():
    assert sent_back(date(2026, 5, 6)).word == "Trả lại 06/05"


def test_every_phrase_speaks_the_reader_s_language():
    with speaking("en"):
        assert words(date(2026, 5, 11))[1] == "1 day overdue"
        assert words(date(2026, 5, 4))[1] == "6 days overdue"
        assert words(date(2026, 5, 4), long=True)[1] == "6 working days overdue"
        assert words(TODAY)[1] == "Due today"
