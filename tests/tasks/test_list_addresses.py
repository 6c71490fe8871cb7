"""Every filter of the list lives in its address; what is read from one is spelt so that it is read again."""

from dataclasses import fields
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, TODAY
from tests.tasks.acts import report_done
from tests.tasks.test_task_list_page import BASE, filters, heading, titles
from tests.tasks.worlds import on_random_tasks
from tracker.tasks.conditions import Mine, Slice
from tracker.tasks.filters import read
from tracker.tasks.queries import Order, TaskFilter
from tracker.tasks.status import State

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(date.isoformat)
NUMBERS = st.integers(1, 999_999_999).map(str)


def maybe(strategy):
    return st.just("") | strategy


ADDRESSES = st.fixed_dictionaries(
    {
        "quarter": st.sampled_from(["", "all", "2026-Q2", "2017-Q1"]),
        "state": maybe(st.sampled_from([str(part) for part in Slice])),
        "group": maybe(NUMBERS),
        "part": st.sampled_from(["", "supporting"]),
        "field": maybe(NUMBERS | st.just("0")),
        "document": maybe(NUMBERS),
        "ids": st.sampled_from(["", "7", "12-14.20"]),
        "mine": maybe(st.sampled_from([str(each) for each in Mine])),
        "due_from": maybe(DAYS),
        "due_until": maybe(DAYS),
        "q": st.sampled_from(["", "rà soát", "50 %", "a&b=c"]),
        "sort": maybe(st.sampled_from([f"{minus}{order}" for order in Order for minus in ("", "-")])),
        "org": st.just(""),
        "under": st.just(""),
    }
)


@pytest.fixture
def reading(app, session, cast):
    """What an address means to a member of the cast."""

    def of(name, args):
        with app.test_request_context():
            return read(session, cast.actors[name], args, NOW)

    return of


@given(args=ADDRESSES)
@on_random_tasks
def test_what_is_read_from_an_address_is_spelt_so_that_it_is_read_again(reading, args):
    chosen = reading("hoa", args)
    again = reading("hoa", chosen.query)
    assert again.query == chosen.query
    if chosen.narrow.group_id or not chosen.narrow.supporting:  # the part of no group means nothing
        assert again.narrow == chosen.narrow


def test_every_filter_there_is_has_its_name_in_the_address(reading, cast):
    everything = {
        "quarter": "2026-Q2", "state": "over", "group": "3", "part": "supporting", "field": "2", "document": "5",
        "ids": "7", "mine": "group", "due_from": "2026-05-01", "due_until": "2026-05-31", "q": "x", "sort": "-code",
    }  # fmt: skip
    usual, narrow = TaskFilter(), reading("hoa", everything).narrow
    same = {each.name for each in fields(TaskFilter) if getattr(narrow, each.name) == getattr(usual, each.name)}
    assert same == {"under_id"}
    assert reading("phuc", {"under": str(cast.home.id)}).narrow.under_id == cast.home.id


@pytest.mark.parametrize(
    ("asked", "found", "words"),
    [
        ("due_from=2026-05-12&due_until=2026-05-12", 1, "Hạn 12/05/2026"),
        ("due_from=12/05/2026", 2, "Hạn từ 12/05/2026"),
        ("due_until=2026-05-12", 2, "Hạn đến 12/05/2026"),
        ("due_from=2026-05-11&due_until=2026-05-13", 3, "Hạn từ 11/05/2026 đến 13/05/2026"),
        ("due_from=2026-13-01", 4, "Quý II/2026"),
    ],
)
def test_deadlines_between_two_days(pages, make, asked, found, words):
    for n in (-1, 0, 1):
        make.task(due_on=TODAY + timedelta(days=n))
    make.task()
    page = pages.of("hoa").get(f"{BASE}&{asked}")
    assert heading(page) == f"{found} nhiệm vụ"
    assert words in page.text


def test_the_form_keeps_what_came_with_a_link(pages, make):
    page = pages.of("an").get(f"{BASE}&mine=group&due_from=2026-05-01&due_until=2026-05-31")
    kept = {name: filters(page)[name][0]["value"] for name in ("mine", "due_from", "due_until")}
    assert kept == {"mine": "group", "due_from": "2026-05-01", "due_until": "2026-05-31"}
    assert "Bỏ bộ lọc" in page.text


@pytest.fixture
def work(make, cast):
    """For each person something that waits and something that does not."""
    late, far = TODAY - timedelta(days=9), TODAY + timedelta(days=40)
    found = {
        "late of a": make.task(lead="a", due_on=late, last_update_on=TODAY),
        "calm of a": make.task(lead="a", due_on=far, last_update_on=TODAY),
        "late of b, a supports": make.task(lead="b", supporting=["a"], due_on=late, last_update_on=TODAY),
        "back to c": make.task(lead="c", due_on=far, state=State.RETURNED, returned_on=TODAY, last_update_on=TODAY),
        "late next door": make.task(lead="d", organization="next", due_on=late),
        "waiting of a": make.task(lead="a", due_on=far),
        "waiting next door": make.task(lead="d", organization="next", due_on=far),
    }
    report_done(found["waiting of a"], cast.an)
    report_done(found["waiting next door"], cast.nam)
    return {f"/tasks/{task.id}": name for name, task in found.items()}


@pytest.mark.parametrize(
    ("who", "mine", "expected"),
    [
        ("an", "group", {"late of a", "calm of a", "late of b, a supports", "waiting of a"}),
        ("chi", "group", {"late of b, a supports"}),
        ("hoa", "group", set()),
        ("an", "waiting", {"late of a"}),
        ("chi", "waiting", {"late of b, a supports"}),
        ("dung", "waiting", {"back to c"}),
        ("hoa", "waiting", {"waiting of a"}),
        ("lan", "waiting", {"waiting next door"}),
        ("tam", "waiting", set()),
        ("phuc", "waiting", set()),
        ("nam", "waiting", {"late next door"}),
    ],
)
def test_what_concerns_the_reader_is_told_from_who_reads(pages, work, who, mine, expected):
    page = pages.of(who).get(f"{BASE}&mine={mine}")
    assert {work[href] for href in titles(page)} == expected
    assert heading(page) == f"{len(expected)} nhiệm vụ"


def test_an_address_with_every_filter_is_upset_by_none(pages, make):
    make.task(lead="a", due_on=TODAY)
    asked = {"state": "term", "mine": "group", "due_from": "2026-05-01", "due_until": "2026-05-31", "sort": "code"}
    page = pages.of("an").get(f"{BASE}&{urlencode(asked)}")
    assert heading(page) == "1 nhiệm vụ"
