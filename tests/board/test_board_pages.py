"""The board as people see it: who may, which quarter, which committee; and each number leads to its list."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.board.worlds import Piece, settled
from tests.cast import NOW, TODAY
from tests.counting import counted, selects
from tracker.core.database import transaction
from tracker.core.quarter import Quarter
from tracker.tasks.models import Direction
from tracker.tasks.status import Kind, SelfRating, State

LINK = re.compile(r'<a [^>]*href="(/tasks\?[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
Q2 = "/board/2026-Q2"
MOST_SELECTS = 12


@pytest.fixture
def work(make):
    """Something in every state and of every timeliness."""
    long_ago, soon = date(2026, 4, 20), date(2026, 5, 15)
    make.task(title="Việc quá hạn", due_on=long_ago, last_update_on=TODAY)
    make.task(
        title="Việc trả lại",
        lead="b",
        due_on=date(2026, 6, 30),
        state=State.RETURNED,
        returned_on=date(2026, 5, 5),
        last_update_on=TODAY,
    )
    make.task(
        title="Việc khó đạt",
        lead="b",
        due_on=date(2026, 6, 30),
        state=State.IN_PROGRESS,
        self_rating=SelfRating.AT_RISK,
        last_update_on=TODAY,
    )
    make.task(title="Việc im lặng", lead="c", supporting=("a",), field=None)
    make.task(title="Việc sắp đến hạn", due_on=soon, last_update_on=TODAY, field="money")
    make.task(title="Việc chờ", due_on=soon, state=State.AWAITING_CONFIRMATION, reported_on=TODAY, last_update_on=TODAY)
    make.task(title="Việc xong", due_on=soon, state=State.COMPLETED, reported_on=TODAY, last_update_on=TODAY)
    make.task(title="Việc xong muộn", lead="b", due_on=long_ago, state=State.COMPLETED, reported_on=TODAY)
    make.task(title="Việc dừng", due_on=long_ago, state=State.CANCELLED)
    make.task(title="Việc bên kia", lead="d", organization="next", due_on=long_ago)


def numbers_in(page) -> set[tuple[str, int]]:
    """Each link to a list with the number that stands in it; of "3/4" the list of what has fallen due has four."""
    found = set()
    for href, inside in LINK.findall(page.html):
        words = re.sub(r"<[^>]+>", "", inside)
        numbers = re.search(r"(\d+)(?:/(\d+))?", words)
        if numbers:
            found.add((href.replace("&amp;", "&"), int(numbers[2 if "state=due" in href else 1])))
    return found


def rows_of(page) -> int:
    return int(re.match(r"\s*(\d+)", page.h1[0])[1])


@pytest.mark.parametrize("who", ["hoa", "an", "phuc"])
@pytest.mark.parametrize("how", ["", "by=field", "view=cards"])
def test_each_number_on_the_page_is_the_heading_of_its_list(pages, cast, work, who, how):
    org = f"org={cast.home.id}" if who == "phuc" else ""
    visitor = pages.of(who)
    said = numbers_in(visitor.get(f"{Q2}?{how}&{org}"))
    assert len(said) > 3
    assert {(href, rows_of(visitor.get(href))) for href, _ in said} == said


def test_attention_stands_in_the_order_of_the_reasons(pages, work):
    page = pages.of("tam").get("/board")
    found = re.findall(r'<a class="t plain" href="/tasks/\d+">([^<]+)</a>', page.html)
    assert found == ["Việc quá hạn", "Việc trả lại", "Việc khó đạt", "Việc im lặng", "Việc sắp đến hạn"]
    assert "Quá hạn 13 ngày" in page.text
    assert "Trả lại 05/05" in page.text


def test_an_unanswered_direction_comes_before_all_else(pages, make, cast, work):
    task = make.task(title="Việc có ý kiến", due_on=date(2026, 6, 30), last_update_on=TODAY)
    directed(task, cast)
    found = re.findall(r'<a class="t plain" href="/tasks/\d+">([^<]+)</a>', pages.of("tam").get("/board").html)
    assert found[0] == "Việc có ý kiến"
    assert "Ý kiến 08/05" in pages.of("tam").get("/board").text


def directed(task, cast):
    with transaction() as session:
        session.add(
            Direction(
                organization_id=task.organization_id,
                task_id=task.id,
                author_id=cast.people["tam"].id,
                text="Khẩn trương",
                created_at=NOW - timedelta(days=4),
            )
        )


def test_when_nothing_is_late_the_block_is_one_sentence(pages, make):
    make.task(due_on=date(2026, 6, 30), last_update_on=TODAY)
    page = pages.of("tam").get("/board")
    assert "Không có việc quá hạn, trả lại hay im lặng." in page.text
    assert "Xem cả" not in page.text


def test_a_member_sees_the_board_of_their_own_tasks(pages, work):
    page = pages.of("chi").get("/board")
    assert "Nhiệm vụ của tổ đồng chí" in page.text
    assert "3 nhiệm vụ" in page.text
    assert "Tổ công tác Bắc Sông" not in page.text
    assert "Toàn đảng bộ" not in page.text


def test_a_supporting_group_sees_the_task_under_its_lead(pages, work):
    page = pages.of("an").get(Q2)
    assert "Tổ công tác Nam Sông" in page.text
    assert "Việc im lặng" in page.text


def test_tasks_without_a_field_are_a_row_of_their_own(pages, work):
    page = pages.of("hoa").get(f"{Q2}?by=field")
    assert "Chưa xếp lĩnh vực" in page.text
    assert "Thu, chi ngân sách" in page.text


def test_the_page_says_when_its_figures_were_taken(pages, work):
    assert "Số liệu lúc 09:00, thứ Ba 12/05/2026" in pages.of("hoa").get("/board").text


@pytest.mark.parametrize(("who", "status"), [("quan", 404), ("hoa", 200), ("kien", 200), ("binh", 200)])
def test_who_may_see_a_board(pages, work, who, status):
    pages.of(who).get(Q2, status=status)
    pages.of(who).get("/board", status=status)


@pytest.mark.parametrize("who", ["hoa", "an", "lan"])
def test_the_board_of_a_committee_one_does_not_read_does_not_exist(pages, cast, who):
    other = cast.organizations["next" if who != "lan" else "home"].id
    pages.of(who).get(f"{Q2}?org={other}", status=404)


@pytest.mark.parametrize("org", ["x", "0", "-1", "99999999999999999999", "7777", ""])
def test_an_organization_that_is_none_does_not_exist(pages, cast, org):
    pages.of("phuc").get(f"{Q2}?org={org}", status=404)


def test_a_reader_of_several_committees_first_chooses_one(pages, cast, work):
    page = pages.of("phuc").get("/board")
    assert page.h1 == ["Tiến độ các đảng bộ, Quý II/2026"]
    assert "Tỉnh ủy Thử" not in page.text.split("Tiến độ các đảng bộ", 1)[1]
    for home, name in (("home", "Đảng ủy xã Sông"), ("next", "Đảng ủy xã Núi")):
        href = f"{Q2}?org={cast.organizations[home].id}"
        assert href in page.links
        assert name in pages.of("phuc").get(href).text
    said = numbers_in(page)
    assert {(href, rows_of(pages.of("phuc").get(href))) for href, _ in said} == said


def test_an_empty_quarter_offers_the_office_to_enter_a_conclusion(pages, make):
    page = pages.of("hoa").get("/board/2026-Q3")
    assert page.h1 == ["Quý III/2026 chưa có nhiệm vụ nào"]
    assert any(link.startswith("/documents/new") for link in page.links)
    for who in ("tam", "an", "kien"):
        page = pages.of(who).get("/board/2026-Q3")
        assert not any(link.startswith("/documents/new") for link in page.links)
        assert "/board/2026-Q2" in page.links


def test_the_office_enters_nothing_for_another_committee(pages, cast):
    page = pages.of("phuc").get(f"/board/2026-Q3?org={cast.home.id}")
    assert not any(link.startswith("/documents/new") for link in page.links)


def test_quarters_are_reached_by_links_and_by_a_list(pages, make, work):
    make.task(quarter="2025-Q4")
    page = pages.of("hoa").get(f"{Q2}?by=field")
    assert {"/board/2026-Q1?by=field", "/board/2026-Q3?by=field"} <= set(page.links)
    assert re.findall(r'<option value="([^"]+)"', page.html) == ["2026-Q2", "2025-Q4"]
    answer = pages.of("hoa")._ask(pages.of("hoa").client.get, "/board?quarter=2025-Q4&by=field&view=")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/board/2025-Q4?by=field&view=")
    pages.of("hoa").get("/board?quarter=2025-Q5", status=404)


@pytest.mark.parametrize("path", ["/board/2026-Q5", "/board/1989-Q4", "/board/2101-Q1", "/board/quarter"])
def test_a_quarter_that_no_year_has_does_not_exist(pages, cast, path):
    pages.of("hoa").get(path, status=404)


@pytest.mark.parametrize(("quarter", "missing"), [("1990-Q1", "1989-Q4"), ("2100-Q4", "2101-Q1")])
def test_the_first_and_the_last_quarter_have_one_neighbour(pages, cast, quarter, missing):
    assert f"/board/{missing}" not in pages.of("hoa").get(f"/board/{quarter}").links


@pytest.mark.parametrize("how", ["by=rank", "view=gauge", "by=&view=", "by=field&by=group"])
def test_an_unknown_way_of_looking_is_the_usual_one(pages, work, how):
    assert pages.of("hoa").get(f"{Q2}?{how}").h1 == ["Bảng tiến độ Quý II/2026"]


def test_cards_stand_by_state_and_the_rest_is_a_link(pages, make):
    for n in range(12):
        make.task(title=f"Việc chưa làm {n:02}", due_on=date(2026, 6, 1) + timedelta(days=n))
    make.task(title="Việc gấp", due_on=date(2026, 5, 11))
    page = pages.of("hoa").get(f"{Q2}?view=cards")
    assert numbers_in(page) >= {("/tasks?quarter=2026-Q2&state=none", 13)}
    assert "Xem cả 13 việc" in page.text
    cards = re.findall(r'<span class="clamp">([^<]+)</span>', page.html)
    assert cards == ["Việc gấp", *(f"Việc chưa làm {n:02}" for n in range(9))]
    assert "/tasks?quarter=2026-Q2&amp;state=none" in page.html


def test_the_number_of_selects_does_not_grow_with_the_tasks(app, session, cast, pages):
    """The same for five tasks and for five thousand, in each way of looking."""
    few, many = many_pieces(5), many_pieces(5_000)
    counted = []
    for world in (few, many):
        with settled(session, world, cast):
            session.commit()
        counted.append([asked(pages, path) for path in (Q2, f"{Q2}?by=field", f"{Q2}?view=cards")])
        for table in ("task", "directive", "source_document"):
            session.execute(sa.text(f"DELETE FROM {table}"))
        session.commit()
    assert counted[0] == counted[1]
    assert max(counted[0]) <= MOST_SELECTS


def many_pieces(n: int) -> tuple[Piece, ...]:
    states, kinds = list(State), list(Kind)
    return tuple(
        Piece(
            id=i,
            organization="home",
            quarter=Quarter(2026, 2),
            lead="abc"[i % 3],
            supporting=frozenset(),
            field=("money", "rural", None)[i % 3],
            directive=i % 40,
            kind=kinds[i % 5],
            state=states[i % 7],
            due_on=TODAY + timedelta(days=i % 60 - 30) if i % 5 else None,
            reported_on=None,
            confirmed_on=None,
            returned_on=None,
            assigned_on=date(2026, 4, 6),
            last_update_on=None,
            self_rating=None,
            left_on=TODAY,
            directions=(),
        )
        for i in range(1, n + 1)
    )


def asked(pages, path) -> int:
    visitor = pages.of("hoa")
    visitor.get(path)
    with counted() as sent:
        visitor.get(path)
    return selects(sent)
