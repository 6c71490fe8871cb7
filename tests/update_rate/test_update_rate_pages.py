"""The page of the update rates: who may, each number and its list, the worst first, no more questions for more rows."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from tests.board.test_board_pages import many_pieces, numbers_in, rows_of
from tests.board.worlds import settled
from tests.cast import TODAY
from tests.counting import counted, selects
from tests.update_rate.talk import Said, Talk, Told, write
from tracker.tasks.status import ReviewDecision, State

PAGE = "/board/2026-Q2/updates"
ROW = re.compile(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)


@pytest.fixture
def work(make, session, cast):
    heard_of = make.task(state=State.IN_PROGRESS, last_update_on=TODAY)
    make.task(state=State.IN_PROGRESS, last_update_on=date(2026, 4, 6))
    make.task(lead="b")
    make.task(lead="b", state=State.COMPLETED, due_on=TODAY, reported_on=TODAY, last_update_on=TODAY)
    slow = make.task(lead="c", state=State.IN_PROGRESS, last_update_on=TODAY)
    make.task(lead="d", organization="next")
    told = (Told(task=heard_of.id, hours_ago=4 * 24, to="an"), Told(task=slow.id, hours_ago=6 * 24, to="dung"))
    said = (
        Said(task=heard_of.id, hours_ago=3, group="a", answers=(ReviewDecision.RETURNED,)),
        Said(task=slow.id, hours_ago=1, group="c", no_change=True),
    )
    write(session, Talk(told=told, said=said), cast)
    session.commit()


def cells(page) -> dict[str, list[str]]:
    """By group, what its row says."""
    return {
        words(name): [words(cell) for cell in re.findall(r"<td.*?>(.*?)</td>", rest, re.DOTALL)]
        for name, rest in ROW.findall(page.html)
    }


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_the_page_says_the_figures_of_each_group_and_of_all(pages, work):
    found = cells(pages.of("hoa").get(PAGE))
    assert found == {
        "Tổ công tác Bắc Sông": ["1/2 · 50,0 %", "0/1 · 0,0 %", "1", "0", "2 ngày trong 1 lần", "1/1 · 100,0 %", "1/0"],
        "Phòng Tài chính": ["0/1 · 0,0 %", "–", "1", "1", "–", "0/0", "0/1 · 0,0"],
        "Tổ công tác Nam Sông": ["1/1 · 100,0 %", "1/1 · 100,0 %", "0", "0", "4 ngày trong 1 lần", "0/0", "1/0"],
        "Toàn đảng bộ": ["2/4 · 50,0 %", "1/2 · 50,0 %", "2", "1", "3 ngày trong 2 lần", "1/1 · 100,0 %", "2/1 · 2,0"],
    }


@pytest.mark.parametrize("who", ["hoa", "phuc"])
def test_each_number_on_the_page_is_the_heading_of_its_list(pages, cast, work, who):
    visitor = pages.of(who)
    page = visitor.get(f"{PAGE}?org={cast.home.id}" if who == "phuc" else PAGE)
    said = {(href, n) for href, n in numbers_in(page) if "state=" in href}
    assert len(said) > 8
    assert {(href, rows_of(visitor.get(href))) for href, _ in said} == said


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("", "Tổ công tác Bắc Sông"),
        ("updated", "Phòng Tài chính"),
        ("unchanged", "Tổ công tác Nam Sông"),
        ("silent", "Tổ công tác Bắc Sông"),
        ("never", "Phòng Tài chính"),
        ("wait", "Tổ công tác Nam Sông"),
        ("returned", "Tổ công tác Bắc Sông"),
        ("reminders", "Tổ công tác Bắc Sông"),
        ("nonsense", "Tổ công tác Bắc Sông"),
    ],
)
def test_the_worst_stands_first_by_the_figure_chosen_and_the_total_last(pages, work, sort, first):
    names = list(cells(pages.of("tam").get(f"{PAGE}?sort={sort}")))
    assert (names[0], names[-1]) == (first, "Toàn đảng bộ")


def test_a_heading_leads_to_its_order_and_back(pages, work):
    page = pages.of("tam").get(f"{PAGE}?sort=wait")
    assert {f"{PAGE}?sort=updated", PAGE} <= set(page.links)
    assert 'aria-sort="descending"' in page.html
    assert 'aria-sort="ascending"' in pages.of("tam").get(f"{PAGE}?sort=updated").html


@pytest.mark.parametrize(
    ("who", "status"), [("hoa", 200), ("tam", 200), ("kien", 200), ("an", 404), ("quan", 404), ("lan", 200)]
)
def test_who_may_see_it(pages, work, who, status):
    pages.of(who).get(PAGE, status=status)


def test_another_committee_does_not_exist_for_whom_does_not_read_it(pages, cast, work):
    pages.of("lan").get(f"{PAGE}?org={cast.home.id}", status=404)
    assert "Tổ công tác Bắc Sông" not in pages.of("lan").get(PAGE).text


def test_the_board_leads_there_for_whom_may_see_it(pages, work):
    assert PAGE in pages.of("hoa").get("/board/2026-Q2").links
    assert PAGE not in pages.of("an").get("/board/2026-Q2").links


def test_an_empty_quarter_is_no_error(pages, cast):
    assert "Quý này chưa có nhiệm vụ nào." in pages.of("hoa").get("/board/2026-Q3/updates").text


def test_the_number_of_selects_does_not_grow_with_the_tasks(session, cast, pages):
    numbers = []
    for n in (5, 1_000):
        with settled(session, many_pieces(n), cast):
            write(session, many_words(n), cast)
            session.commit()
        numbers.append(asked(pages))
        for table in ("review", "status_update", "occurrence", "outgoing_mail", "task", "directive", "source_document"):
            session.execute(sa.text(f"DELETE FROM {table}"))
        session.commit()
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 10


def many_words(tasks: int) -> Talk:
    return Talk(
        told=tuple(Told(task=n, hours_ago=48 + n % 99, to="an") for n in range(1, tasks + 1)),
        said=tuple(
            Said(task=n, hours_ago=1 + n % 40, group="a", answers=(ReviewDecision.RETURNED,))
            for n in range(1, tasks + 1)
        ),
    )


def asked(pages) -> int:
    visitor = pages.of("hoa")
    visitor.get(PAGE)
    with counted() as sent:
        visitor.get(PAGE)
    return selects(sent)
