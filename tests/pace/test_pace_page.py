"""The page of the pace: its figures are the board's, each leads to as many rows, and the charts say what they show."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.test_numbers import KEYS, seen
from tests.board.worlds import QUARTERS, VIEWERS, ZONE, settled, worlds
from tests.cast import NOW, TODAY
from tests.counting import questions
from tracker.board.queries import Scope, tallies
from tracker.core.database import transaction
from tracker.indicators.models import Indicator, Measurement
from tracker.indicators.status import Direction, RollUp
from tracker.pace.queries import due_by_day, finished_by_day, without_deadline
from tracker.pace.rules import axis_of, burn_up
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import StatusUpdate
from tracker.tasks.queries import TaskFilter, almanac, list_tasks
from tracker.tasks.rules import timeliness
from tracker.tasks.status import Kind, State

PACE = "/board/2026-Q2/pace"
FIGURE = re.compile(r'<a class="num plain" href="(/tasks\?[^"]+)"><b>(\d+)</b></a>')
QUESTIONS_OF_THE_PAGE = 16


@pytest.fixture
def almanac_of(session, cast):
    found = {home: almanac(session, cast.organizations[home].id, NOW) for home in ("home", "next")}
    session.rollback()
    return found


@given(world=worlds(0, 14), viewer=st.sampled_from(VIEWERS))
@settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_series_end_at_the_figures_of_the_board(session, cast, almanac_of, *, world, viewer):
    name, home = viewer
    days, actor = almanac_of[home], cast.actors[name]
    organization_id = cast.organizations[home].id
    scope = Scope(actor=actor, organization_id=organization_id, quarter=QUARTERS[0], view=days.view, zone=days.zone)
    with settled(session, world, cast):
        finished, due = finished_by_day(session, scope), due_by_day(session, scope)
        free = without_deadline(session, scope)
        board = [each.counts for each in tallies(session, scope, "group")]
        narrow = TaskFilter(quarter=str(scope.quarter), organization_id=organization_id, part=Slice.PLANNED)
        planned = list_tasks(session, actor, narrow, partial(within, view=days.view)).total
    burn = burn_up(axis_of(scope.quarter, days.calendar, days.view.today), finished, due)
    assert burn.finished_now == sum(each.finished for each in board)
    assert burn.whole == sum(each.with_deadline for each in board)
    assert burn.planned_now == planned
    assert free == sum(each.nodl for each in board)
    mine = seen(world, scope, cast)
    dated = [each for each in mine if each.due_on]
    by_hand = Counter(
        min(each.confirmed_on or each.reported_on or each.left_on, TODAY)
        for each in dated
        if KEYS[timeliness(each.dates, days.view)] in {"done", "late"}
    )
    assert finished == by_hand
    assert due == Counter(each.due_on for each in dated)


def test_the_day_of_a_moment_is_the_day_of_the_committee():
    """What the worlds say of the day a task came into its state is 09:00 there, 02:00 in the database's time."""
    assert NOW.astimezone(ZONE).date() == TODAY


@pytest.fixture
def work(make):
    make.task(title="Xong sớm", due_on=date(2026, 6, 1), state=State.COMPLETED, reported_on=date(2026, 4, 20))
    make.task(title="Quá hạn", due_on=date(2026, 5, 4))
    make.task(title="Hạn hôm nay", due_on=TODAY, lead="b")
    make.task(title="Còn xa", due_on=date(2026, 6, 26))
    make.task(title="Không hạn")


def test_each_figure_leads_to_a_list_of_as_many_rows(pages, work):
    page = pages.of("hoa").get(PACE)
    figures = [(href.replace("&amp;", "&"), int(n)) for href, n in FIGURE.findall(page.html)]
    assert [n for _, n in figures] == [1, 2, 4, 1]
    for href, n in figures:
        assert pages.of("hoa").get(href).h1[0].strip().startswith(f"{n} nhiệm vụ"), href
    assert "Số hoàn thành ít hơn số đã tới hạn 1 việc." in page.text
    assert "Đến 12/05/2026: đã hoàn thành 1, đã tới hạn 2, cả quý có 4 nhiệm vụ có hạn." in page.html


def test_a_drawing_has_a_name_its_content_in_words_and_a_table_behind(pages, work):
    page = pages.of("tam").get(PACE)
    assert (
        '<svg class="chart" viewBox="0 0 520 240" role="img" aria-labelledby="burn-up-name burn-up-told">' in page.html
    )
    assert {"burn-up-name", "burn-up-told"} <= set(page.ids)
    assert page.html.count('<details class="behind">') == 1
    rows = re.findall(
        r'<th scope="row">(\d\d/\d\d/2026)[^<]*</th><td class="num">([\d–]+)</td><td class="num">(\d+)</td>', page.html
    )
    known = {day: (done, due) for day, done, due in rows}
    assert known["17/04/2026"] == ("0", "0")
    assert known["20/04/2026"] == ("1", "0")
    assert known["12/05/2026"] == ("1", "2")
    assert known["13/05/2026"] == ("–", "2")
    assert known["30/06/2026"] == ("–", "4")


def test_a_member_sees_the_pace_of_the_tasks_of_the_own_group(pages, work):
    page = pages.of("chi").get(PACE)
    assert [int(n) for _, n in FIGURE.findall(page.html)] == [1, 1]
    assert "Nhiệm vụ của tổ đồng chí" in page.text


def test_the_board_leads_to_it_and_it_leads_back(pages, work, cast):
    assert PACE in pages.of("hoa").get("/board/2026-Q2").links
    assert "/board/2026-Q2" in pages.of("hoa").get(PACE).links
    here = f"/board/2026-Q2/pace?org={cast.home.id}"
    assert here in pages.of("phuc").get(f"/board/2026-Q2?org={cast.home.id}").links
    page = pages.of("phuc").get(here)
    assert [int(n) for _, n in FIGURE.findall(page.html)] == [1, 2, 4, 1]
    pages.of("hoa").get(f"/board/2026-Q2/pace?org={cast.organizations['next'].id}", status=404)


def test_a_quarter_without_deadlines_says_so(pages, make):
    make.task(title="Không hạn")
    page = pages.of("hoa").get(PACE)
    assert "Quý này không có việc nào có hạn." in page.text
    assert '<svg class="chart"' not in page.html


def test_it_speaks_english(pages, work, cast):
    pages.of("hoa").post("/language", {"language": "en"})
    page = pages.of("hoa").get(PACE)
    assert page.h1[0].strip() == "Progress against time, quarter II/2026"
    assert "1 fewer finished than have fallen due." in page.text


# --- indicators ------------------------------------------------------------------------------------


def indicator(make, *values, baseline="0", target="100", **facts):
    """An indicator of a task of its own with what was reported: (days from today, value)."""
    task = make.task(
        title=f"Việc của {facts['name']}", kind=Kind.REACH_NUMBER, due_on=date(2026, 6, 30), last_update_on=TODAY
    )
    exact = {"baseline": baseline, "target": target}
    with transaction() as session:
        found = Indicator(
            organization_id=task.organization_id,
            task_id=task.id,
            unit="hộ",
            **{name: None if value is None else Decimal(value) for name, value in exact.items()},
            **facts,
        )
        session.add(found)
        session.flush()
        for day, value in values:
            update = StatusUpdate(
                organization_id=task.organization_id,
                task_id=task.id,
                group_id=task.lead_group_id,
                author_id=make.cast.people["binh"].id,
                created_at=NOW,
                reported_on=TODAY + timedelta(days=day),
                from_state=State.IN_PROGRESS,
                to_state=State.IN_PROGRESS,
            )
            session.add(update)
            session.flush()
            session.add(
                Measurement(
                    organization_id=task.organization_id,
                    indicator_id=found.id,
                    status_update_id=update.id,
                    value=Decimal(value),
                    measured_on=TODAY + timedelta(days=day),
                    created_at=NOW,
                )
            )
    return found


def courses_in(page) -> dict[str, str]:
    """The words of each indicator by its name."""
    found = re.findall(r"<article[^>]*>(.*?)</article>", page.html, re.DOTALL)
    told = [re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", each, flags=re.DOTALL)).strip() for each in found]
    return {each.partition(" (")[0]: each for each in told}


def test_indicators_stand_beside_their_way_the_late_ones_first(pages, make):
    indicator(make, (-10, "90"), name="Nhanh")
    indicator(make, (-10, "5"), (-3, "12"), name="Chậm")
    indicator(make, (-10, "150"), (-2, "180"), name="Giảm", baseline="200", target="0", direction=Direction.LOWER)
    indicator(make, (-10, "7"), name="Chưa rõ đích", target=None)
    indicator(make, (-10, "60"), (-3, "50"), name="Cộng", roll_up=RollUp.SUM)
    found = courses_in(pages.of("hoa").get(PACE))
    assert list(found) == ["Chậm", "Giảm", "Nhanh", "Cộng", "Chưa rõ đích"]
    assert "Chậm hơn kế hoạch" in found["Chậm"]
    assert "Hiện nay: 12 · Theo kế hoạch đến hôm nay: " in found["Chậm"]
    assert "Chậm hơn kế hoạch" in found["Giảm"]
    assert "Đạt 10,0 %" in found["Giảm"]
    assert "Đạt chỉ tiêu" in found["Cộng"]
    assert "Hiện nay: 110" in found["Cộng"]
    assert "Chưa có chỉ tiêu, không tính phần trăm" in found["Chưa rõ đích"]
    assert "%" not in found["Chưa rõ đích"]


def test_a_number_that_should_fall_and_has_no_start_has_no_percentage(pages, make):
    indicator(make, (-3, "9"), name="Nợ đọng", baseline=None, target="5", direction=Direction.LOWER)
    said = courses_in(pages.of("hoa").get(PACE))["Nợ đọng"]
    assert "Không tính phần trăm: chưa có số ban đầu" in said
    assert " %" not in said


def test_the_page_asks_the_same_number_of_questions_whatever_there_is(pages, make, work):
    visitor = pages.of("hoa")
    few = questions(lambda: visitor.get(PACE))
    for n in range(8):
        indicator(make, (-10, "5"), (-3, "12"), name=f"Số {n}")
    many = questions(lambda: visitor.get(PACE))
    assert many <= few + 1 <= QUESTIONS_OF_THE_PAGE  # the values are asked for once there is an indicator
