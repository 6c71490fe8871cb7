"""The deadlines of a quarter on one page: the days as the committee works, and every number with its list."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from tests.board.rows_by_hand import CALENDAR, DAY, links, task
from tests.board.test_board_pages import numbers_in, rows_of
from tests.board.test_numbers import VIEWER, more_worlds, rows_behind
from tests.board.worlds import QUARTERS, settled, worlds
from tests.cast import NOW, TODAY
from tests.counting import questions
from tracker.board import queries
from tracker.board.counts import Counts
from tracker.board.deadlines import MOST_CODES, QuarterDays, deadlines_of
from tracker.board.queries import Scope
from tracker.board.rows import DayTally
from tracker.board.task_rows import of_quiet_days
from tracker.calendar.models import CalendarOverride
from tracker.calendar.rules import build_calendar
from tracker.core.database import transaction
from tracker.core.quarter import Quarter
from tracker.tasks.queries import almanac
from tracker.tasks.status import State

Q2 = "/board/2026-Q2/deadlines"


def page_of(tallies=(), tasks=(), *, quarter=None, own=None, calendar=CALENDAR):
    around = replace(links(), quarter=quarter or QUARTERS[0])
    days_of_quarter = QuarterDays(day=DAY, calendar=calendar, own_words=own or {})
    return deadlines_of(tallies, tasks, around, days_of_quarter, {})


def boxes(page):
    return {box.day: box for week in page.weeks for box in week.boxes if box is not None}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("year", [2017, 2024, 2025, 2026, 2028])
def test_every_day_of_the_quarter_stands_once_in_its_week(year, number):
    quarter = Quarter(year, number)
    page = page_of(quarter=quarter)
    assert list(boxes(page)) == [quarter.first_day + timedelta(days=n) for n in range(quarter.days)]
    for week in page.weeks:
        assert len(week.boxes) == 7
        assert all(box is None or box.day.weekday() == place for place, box in enumerate(week.boxes))
    assert 13 <= len(page.weeks) <= 14


def test_days_off_are_named_and_worked_saturdays_marked():
    own = {date(2026, 5, 15): False, date(2026, 5, 16): True}
    page = page_of(own={date(2026, 5, 15): "Ngày hội"}, calendar=build_calendar([2026], own))
    found = boxes(page)
    assert (found[date(2026, 5, 15)].works, found[date(2026, 5, 15)].off) == (False, "Ngày hội")
    assert (found[date(2026, 5, 16)].works, found[date(2026, 5, 16)].made_up) == (True, True)
    assert (found[date(2026, 5, 1)].works, found[date(2026, 5, 1)].off) == (False, "Ngày Quốc tế Lao động")
    assert (found[date(2026, 5, 9)].works, found[date(2026, 5, 9)].off) == (False, "")
    assert [day for day, box in found.items() if box.today] == [TODAY]


def test_a_few_stand_by_their_codes_and_many_as_a_number():
    few, many = date(2026, 5, 20), date(2026, 5, 21)
    page = page_of(
        (DayTally(day=few, counts=Counts(term=1, done=1)), DayTally(day=many, counts=Counts(term=7, over=2))),
        (task(1, due_on=few), task(2, due_on=few, state=State.COMPLETED, reported_on=few)),
    )
    found = boxes(page)
    assert [(each.code, each.key, each.href) for each in found[few].entries] == [
        ("01", "soon", "/tasks/1"),
        ("02", "done", "/tasks/2"),
    ]
    assert found[many].entries == ()
    assert (found[many].due.n, found[many].overdue.n) == (9, 2)
    assert found[many].due.href == "/tasks?quarter=2026-Q2&due_from=2026-05-21&due_until=2026-05-21"
    assert "state=over" in found[many].overdue.href
    assert page.weeks[7].due.n == 11
    assert page.weeks[7].due.href == "/tasks?quarter=2026-Q2&due_from=2026-05-18&due_until=2026-05-24"


def test_what_falls_due_elsewhere_or_never_is_told_apart():
    days = (None, date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1))
    page = page_of([DayTally(day=day, counts=Counts(term=1) if day else Counts(nodl=1)) for day in days])
    assert [each.n for each in (page.before, page.inside, page.after, page.no_deadline, page.total)] == [1, 2, 1, 1, 5]
    assert (page.weeks[0].due.n, page.weeks[-1].due.n) == (1, 1)  # the other days of these weeks are not the quarter's


@given(world=worlds(most=14), viewer=VIEWER)
@more_worlds
def test_every_number_is_the_number_of_rows_of_its_list(session, cast, *, world, viewer):
    name, home = viewer
    days = almanac(session, cast.organizations[home].id, NOW)
    with settled(session, world, cast):
        scope = Scope(
            actor=cast.actors[name],
            organization_id=cast.organizations[home].id,
            quarter=QUARTERS[0],
            view=days.view,
            zone=days.zone,
        )
        around = replace(links(scope.organization_id), quarter=QUARTERS[0])
        days_of_quarter = QuarterDays(day=DAY, calendar=CALENDAR, own_words={})
        tasks = of_quiet_days(session, scope, MOST_CODES)
        page = deadlines_of(queries.due_days(session, scope), tasks, around, days_of_quarter, {})
        rows = rows_behind(session, scope)
        numbers = [page.total, page.inside, page.before, page.after, page.no_deadline]
        numbers += [each for week in page.weeks for each in (week.due, *told(week))]
        for number in numbers:
            if number.n:  # nothing is no link; the sums see to it that nothing is missing
                assert rows(number.href) == number.n, number.href
        assert sum(box.due.n for box in boxes(page).values()) == page.inside.n
        assert sum(week.due.n for week in page.weeks) == page.inside.n
        parts = (page.inside, page.before, page.after, page.no_deadline)
        assert sum(each.n for each in parts) == page.total.n
        for box in boxes(page).values():
            assert len(box.entries) == (box.due.n if box.due.n <= MOST_CODES else 0)


def told(week):
    return [each for box in week.boxes if box is not None for each in (box.due, box.overdue)]


@pytest.mark.parametrize("who", ["hoa", "an", "phuc"])
def test_each_number_on_the_page_is_the_heading_of_its_list(pages, cast, make, who):
    for state in (State.NOT_STARTED, State.AWAITING_CONFIRMATION, State.COMPLETED):
        make.task(lead="a", due_on=date(2026, 5, 4), state=state)
        make.task(lead="a", due_on=date(2026, 7, 4), state=state)
        make.task(lead="a", state=state)
    for _n in range(MOST_CODES + 1):
        make.task(lead="b", supporting=("a",), due_on=date(2026, 4, 22))
    visitor = pages.of(who)
    said = numbers_in(visitor.get(f"{Q2}?org={cast.home.id}" if who == "phuc" else Q2))
    assert len(said) > 4
    assert {(href, rows_of(visitor.get(href))) for href, _ in said} == said


def test_a_group_narrows_the_page_and_its_lists(pages, cast, make):
    for n in range(MOST_CODES + 2):
        make.task(lead="a", due_on=date(2026, 4, 22)), make.task(lead="b", due_on=date(2026, 4, 22 + n % 2))
    page = pages.of("hoa").get(f"{Q2}?group={cast.groups['a'].id}")
    assert "Tổ công tác Bắc Sông · 6 nhiệm vụ" in page.text
    said = {(href, n) for href, n in numbers_in(page) if "group=" in href}
    assert {n for _, n in said} == {6}
    assert len(said) == 5  # of the day, the overdue of it, its week, the quarter, and all there are
    assert {(href, rows_of(pages.of("hoa").get(href))) for href, _ in said} == said
    assert f"/board/2026-Q3/deadlines?group={cast.groups['a'].id}" in page.links


@pytest.mark.parametrize("group", ["x", "0", "-1", "999999999999", "%00", "7777"])
def test_a_group_that_is_none_narrows_nothing(pages, make, group):
    make.task(due_on=TODAY), make.task(lead="b", due_on=TODAY)
    assert "2 nhiệm vụ" in pages.of("hoa").get(f"{Q2}?group={group}").text


def test_the_page_is_reached_from_both_views_of_the_board_and_leads_back(pages, make):
    make.task(due_on=TODAY)
    for way in ("", "?view=cards"):
        assert Q2 in pages.of("hoa").get(f"/board/2026-Q2{way}").links
    assert {"/board/2026-Q2", "/board/2026-Q2?view=cards"} <= set(pages.of("hoa").get(Q2).links)


def test_a_committee_s_own_days_stand_on_its_page_and_on_no_other(pages, cast, make):
    with transaction() as session:
        for day, works, reason in ((date(2026, 5, 14), False, "Ngày hội"), (date(2026, 5, 16), True, "")):
            session.add(CalendarOverride(organization_id=cast.home.id, day=day, works=works, reason=reason))
    page = pages.of("hoa").get(Q2)
    assert "Ngày hội" in page.text
    assert "làm bù" in page.text
    assert "Ngày Quốc tế Lao động" in page.text
    assert "Ngày hội" not in pages.of("lan").get(Q2).text


def test_each_deadline_says_what_it_is_to_who_hears_the_page(pages, make):
    make.task(title="Rà soát hộ nghèo", lead="a", due_on=TODAY - timedelta(days=6))
    page = pages.of("hoa").get(Q2)
    assert "01 Rà soát hộ nghèo · Bắc Sông · Quá hạn 4 ngày" in page.text
    assert page.html.count('<th scope="col">') == 8
    assert page.html.count('<th scope="row">') == 14


def test_a_member_sees_the_deadlines_of_their_own_work(pages, make):
    make.task(title="Của A", lead="a", due_on=TODAY), make.task(title="Của C", lead="c", due_on=TODAY)
    page = pages.of("an").get(Q2)
    assert "Của A" in page.text
    assert "Của C" not in page.text


@pytest.mark.parametrize("path", ["/board/2026-Q5/deadlines", f"{Q2}?org=7777", f"{Q2}?org=x"])
def test_what_is_no_quarter_or_no_committee_does_not_exist(pages, cast, path):
    pages.of("phuc").get(path, status=404)


@pytest.mark.parametrize(("quarter", "missing"), [("1990-Q1", "1989-Q4"), ("2100-Q4", "2101-Q1")])
def test_the_first_and_the_last_quarter_have_one_neighbour(pages, cast, quarter, missing):
    assert not [link for link in pages.of("hoa").get(f"/board/{quarter}/deadlines").links if missing in link]


def test_the_page_asks_the_same_for_few_and_for_many(pages, make):
    visitor = pages.of("hoa")
    make.task(due_on=TODAY)
    few = questions(lambda: visitor.get(Q2))
    for n in range(30):
        make.task(lead="abc"[n % 3], due_on=TODAY + timedelta(days=n // 7))
    assert questions(lambda: visitor.get(Q2)) == few


def test_codes_stand_in_the_order_of_their_days(pages, make):
    made = [make.task(due_on=date(2026, 6, 30) - timedelta(days=n)) for n in range(8)]
    found = re.findall(r'<a class="c-\w+" href="/tasks/(\d+)">', pages.of("hoa").get(Q2).html)
    assert found == [str(each.id) for each in reversed(made)]
    assert Counter(found).most_common(1)[0][1] == 1
