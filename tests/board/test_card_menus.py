"""Each card has a menu of what its reader may do, and everything in it opens."""

import re
from datetime import date

import pytest

from tests.cast import TODAY
from tests.tasks.acts import report_done
from tracker.accounts.actor import Role
from tracker.accounts.models import AccountRole
from tracker.core.database import transaction
from tracker.tasks.doing import doing_to
from tracker.tasks.loading import subject_of
from tracker.tasks.status import State

CARDS = "/board/2026-Q2?view=cards"
CARD = re.compile(r'<li class="k">.*?<span class="g">(\d+) .*?</li>', re.DOTALL)
CHASE = "/reminders/chase?task={}"


def menus(page) -> dict[str, list[str]]:
    """Where each card's menu leads, by the code of its task."""
    return {
        found[1]: re.findall(r'<a href="([^"]+)"', found[0].partition('<div class="sheet">')[2])
        for found in CARD.finditer(page.html)
    }


def ways(task, *names):
    found = {
        "open": "/tasks/{}",
        "update": "/tasks/{}/update",
        "confirm": "/tasks/{}#review",
        "return": "/tasks/{}#reason",
        "deadline": "/tasks/{}/deadline",
        "chase": CHASE,
        "direct": "/tasks/{}#text",
    }
    return [found[name].format(task.id) for name in ("open", *names)]


@pytest.fixture
def tasks(make, cast):
    running = make.task(lead="a", supporting=["b"], due_on=TODAY, state=State.IN_PROGRESS)
    waiting = make.task(lead="a", supporting=["b"], due_on=TODAY)
    report_done(waiting, cast.an)
    finished = make.task(lead="a", supporting=["b"], due_on=TODAY, state=State.COMPLETED, reported_on=TODAY)
    return running, waiting, finished


@pytest.mark.parametrize(
    ("who", "running", "waiting"),
    [
        ("an", ("update",), ()),
        ("chi", ("update",), ("update",)),
        ("hoa", ("deadline", "chase", "direct"), ("confirm", "return", "deadline", "direct")),
        ("tam", ("direct",), ("direct",)),
        ("kien", (), ()),
    ],
)
def test_a_menu_offers_what_the_policy_allows_and_nothing_else(pages, tasks, who, running, waiting):
    found = menus(pages.of(who).get(CARDS))
    expected = (running, waiting, ())
    assert found == {task.code: ways(task, *names) for task, names in zip(tasks, expected, strict=True)}


def test_a_reader_from_above_may_open_and_no_more(pages, tasks, cast):
    found = menus(pages.of("phuc").get(f"{CARDS}&org={cast.home.id}"))
    assert found == {task.code: ways(task) for task in tasks}


@pytest.mark.parametrize("who", ["an", "chi", "hoa", "tam", "kien"])
def test_every_way_of_every_menu_opens_and_has_the_place_it_names(pages, tasks, who):
    visitor = pages.of(who)
    for way in {way for found in menus(visitor.get(CARDS)).values() for way in found}:
        path, _, place = way.partition("#")
        page = visitor.get(path)
        assert not place or place in page.ids, way


def test_nobody_is_offered_to_answer_a_report_of_their_own(session, make, cast):
    task = make.task(lead="a", due_on=TODAY, state=State.AWAITING_CONFIRMATION, reported_on=TODAY)
    subject = subject_of(task)
    assert doing_to(cast.hoa, subject, task.state).review
    assert not doing_to(cast.hoa, subject, task.state, own_report=True).review


def test_whoever_reported_as_a_member_and_serves_in_the_office_is_not_offered_to_confirm(pages, make, cast):
    task = make.task(lead="a", due_on=date(2026, 6, 1))
    report_done(task, cast.an)
    with transaction() as writing:
        writing.add(AccountRole(organization_id=cast.home.id, account_id=cast.people["an"].id, role=Role.OFFICE))
    found = menus(pages.of("an").get(CARDS))
    assert found[task.code] == ways(task, "deadline", "direct")
    assert menus(pages.of("hoa").get(CARDS))[task.code] == ways(task, "confirm", "return", "deadline", "direct")


def test_a_column_says_where_a_card_may_be_dragged(pages, tasks):
    page = pages.of("hoa").get(CARDS)
    waiting = tasks[1]
    assert re.search(rf'href="/tasks/{waiting.id}#review" data-to="done"', page.html)
    assert re.search(rf'href="/tasks/{waiting.id}#reason" data-to="back"', page.html)
    assert re.findall(r'data-column="(\w+)"', page.html) == ["none", "term", "wait", "back", "done"]
