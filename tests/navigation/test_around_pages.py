"""What stands around every page: whose it is, the way to each page, figures that equal their lists, whom to ring."""

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tests.cast import NOW
from tests.counting import counted, selects
from tracker.core.database import db
from tracker.navigation import tabs
from tracker.navigation.queries import Waiting, find_front, find_waiting
from tracker.tasks.status import State


def tab(page, label):
    found = re.search(rf'<a href="([^"]+)"([^>]*)>{label}(?:<span class="n">(\d+)</span>)?</a>', page.html)
    return found and {"href": found[1], "current": "aria-current" in found[2], "count": found[3]}


def test_every_place_has_its_page(app):
    assert {each.endpoint for each in (*tabs.PLACES, tabs.MORE)} <= set(app.view_functions)


@pytest.mark.parametrize("who", ["an", "binh", "hoa", "tam", "kien", "quan", "lan", "phuc"])
def test_each_link_around_a_page_opens(pages, cast, who):
    page = pages.of(who).get("/more")
    for href in {link for link in page.links if link.startswith("/") and not link.startswith("/static")}:
        pages.of(who).get(href, status=303 if href == "/" else 200)


def test_the_number_behind_a_tab_is_that_of_its_list(pages, make):
    make.task()
    make.task(lead="b", supporting=("a",))
    make.task(lead="c")
    make.task(state=State.CANCELLED)
    make.task(quarter="2026-Q1")
    make.task(lead="d", organization="next")
    for who, label, n in (("hoa", "Nhiệm vụ", 3), ("an", "Nhiệm vụ của tổ", 2), ("phuc", "Nhiệm vụ", 4)):
        found = tab(pages.of(who).get("/more"), label)
        assert found["count"] == str(n)
        assert pages.of(who).get(found["href"]).h1[0].startswith(f"{n} ")


def test_what_awaits_the_office_is_counted_in_every_quarter_of_its_own_committee(pages, make, session, cast):
    for quarter in ("2026-Q2", "2026-Q1"):
        make.task(state=State.AWAITING_CONFIRMATION, quarter=quarter)
    make.task(state=State.AWAITING_CONFIRMATION, lead="d", organization="next")
    found = tab(pages.of("hoa").get("/more"), "Chờ xác nhận")
    assert (found["count"], found["href"]) == ("2", "/review")
    assert tab(pages.of("lan").get("/more"), "Chờ xác nhận")["count"] == "1"
    assert tab(pages.of("tam").get("/more"), "Chờ xác nhận") is None


def test_both_figures_are_one_select(session, cast, make):
    make.task(state=State.AWAITING_CONFIRMATION)
    with counted() as sent:
        waiting = find_waiting(session(), cast.hoa, "2026-Q2", NOW)
        assert (waiting.tasks, waiting.review) == (1, 1)
    assert selects(sent) == 1


def test_the_current_tab_is_marked(pages, make):
    make.task()
    page = pages.of("an").get("/board")
    assert tab(page, "Bảng tiến độ")["current"]
    assert not tab(page, "Nhiệm vụ của tổ")["current"]


@pytest.mark.parametrize(
    ("who", "where"),
    [("an", "/me"), ("hoa", "/board"), ("tam", "/board"), ("kien", "/board"), ("quan", "/admin/accounts")],
)
def test_the_front_door_leads_each_to_their_work(pages, who, where):
    assert leads_to(pages, who) == where


def leads_to(pages, who):
    answer = pages.of(who)._ask(pages.of(who).client.get, "/")
    return answer.status_code == 303 and answer.headers["Location"]


def test_the_office_begins_with_what_waits_for_it(pages, make):
    make.task(state=State.AWAITING_CONFIRMATION, quarter="2026-Q1")
    assert leads_to(pages, "hoa") == "/review"
    assert leads_to(pages, "lan") == "/board"


def test_a_stranger_at_the_front_door_signs_in(pages):
    assert leads_to(pages, None).startswith("/sign-in")


def test_the_page_says_whose_it_is_and_whom_to_ring(pages):
    page = pages.of("hoa").get("/more")
    assert "Đảng ủy xã Sông" in page.text
    assert "Theo dõi chỉ đạo · Quý II/2026" in page.text
    assert "đ/c Đỗ Thị Hoa – Văn phòng" in page.text
    assert "Cần giúp đỡ: đ/c Đỗ Thị Hoa, số nội bộ 101." in page.text
    assert "Cần giúp đỡ: đ/c Đỗ Thị Hoa, số nội bộ 101." in pages.of("hoa").get("/nowhere", status=404).text


def test_somebody_without_role_or_seat_still_has_their_account(app, pages, session, cast):
    session.execute(sa.text("DELETE FROM membership"))
    session.commit()
    assert leads_to(pages, "binh") == "/more"
    page = pages.of("binh").get("/more")
    assert "Hồ sơ" in page.text
    assert "Các trang" not in page.text


def test_the_process_says_it_is_up_without_asking_the_database(app):
    with app.app_context():
        engine = db.engine
    with counted(engine) as sent:
        answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text, answer.content_type) == (200, "ok", "text/plain; charset=utf-8")
    assert sent == []


def test_when_the_database_cannot_say_the_page_stands_without_figures(session, cast, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("gone"))

    asked = session()
    for way in ("connection", "scalars"):
        monkeypatch.setattr(asked, way, fail)
    assert find_waiting(asked, cast.hoa, "2026-Q2", NOW) == Waiting()
    assert find_front(asked) is None


def test_the_page_about_a_broken_database_asks_it_nothing_more(app, cast, pages, monkeypatch):
    asked = []

    def fail(*_args, **_kwargs):
        asked.append(1)
        raise OperationalError("SELECT", {}, Exception("gone"))

    visitor = pages.of("hoa")
    visitor.get("/more")
    monkeypatch.setattr("tracker.accounts.access.signed_in", fail)
    monkeypatch.setattr("tracker.navigation.around.find_front", fail)
    monkeypatch.setattr("tracker.navigation.around.find_waiting", fail)
    visitor.get("/board", status=503)
    assert asked == [1]


def test_a_mistake_of_ours_in_the_middle_of_writing_still_shows_the_readers_own_page(pages, cast, monkeypatch):
    """A rollback lets go of everything loaded, the account too; the page about it asks nothing of the old session."""

    def fail(*_args, **_kwargs):
        db.session.rollback()
        raise RuntimeError("a mistake")

    monkeypatch.setattr("tracker.board.loading.board_rows", fail)
    page = pages.of("hoa").get("/board", status=500)
    assert "Đảng ủy xã Sông" in page.text
    assert tab(page, "Bảng tiến độ")["current"]
