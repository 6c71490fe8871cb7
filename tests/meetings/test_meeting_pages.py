"""Meeting mode as people see it: who may, which group, what a screen holds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.cast import TODAY
from tests.counting import counted, selects
from tracker.core.database import db, transaction
from tracker.indicators.models import Indicator

Q2 = "/meeting/2026-Q2"
LATE = date(2026, 4, 20)


@pytest.fixture
def work(make):
    """Group a and c ask for attention, group b does not."""
    make.task(title="Việc quá hạn", due_on=LATE, last_update_on=TODAY)
    make.task(title="Việc đúng hạn", lead="b", due_on=date(2026, 6, 30), last_update_on=TODAY)
    make.task(title="Việc im lặng", lead="c", supporting=("b",))


def location(visitor, path):
    answer = visitor._ask(visitor.client.get, path)
    assert answer.status_code == 303, answer.status_code
    return answer.headers["Location"]


def test_the_meeting_begins_at_the_first_group_that_asks_for_attention(pages, work):
    assert location(pages.of("hoa"), Q2) == f"{Q2}/1"
    page = pages.of("hoa").get(f"{Q2}/1")
    assert page.h1 == ["Tổ công tác Bắc Sông"]
    assert "Trưởng đoàn, tổ trưởng: đ/c Nguyễn Văn An" in page.text
    assert "Quá hạn 13 ngày" in page.text
    assert "01 · Hạn 20/04/2026 · Cập nhật 12/05" in page.text
    assert "Số liệu lúc 09:00, thứ Ba 12/05/2026" in page.text


def test_it_steps_over_a_group_that_does_not(pages, work):
    page = pages.of("hoa").get(f"{Q2}/1")
    assert f"{Q2}/3" in page.links
    assert "1/2" in page.text
    last = pages.of("hoa").get(f"{Q2}/3")
    assert last.h1 == ["Tổ công tác Nam Sông"]
    assert "Chưa có cập nhật nào" in last.text
    assert 'rel="next"' not in last.html
    assert f"{Q2}/1" in last.links


def test_a_group_keeps_its_address_when_it_asks_for_attention_no_more(pages, work):
    page = pages.of("hoa").get(f"{Q2}/2")
    assert page.h1 == ["Phòng Tài chính"]
    assert "Đơn vị này không còn việc cần xem xét." in page.text
    assert {f"{Q2}/1", f"{Q2}/3"} <= set(page.links)


def test_the_figures_are_those_of_the_group_alone(pages, work):
    page = pages.of("hoa").get(f"{Q2}/1")
    assert "Quá hạn 1 / 1" in page.text
    assert "0/1 · 0,0 %" in page.text
    assert "Việc im lặng" not in page.text


def test_of_five_tasks_the_last_stands_on_a_second_screen(pages, make):
    for n in range(5):
        make.task(title=f"Việc {n}", due_on=LATE + timedelta(days=n), last_update_on=TODAY)
    first = pages.of("hoa").get(f"{Q2}/1")
    assert [f"Việc {n}" in first.text for n in range(5)] == [True, True, True, True, False]
    assert "và 1 việc" in first.text
    assert f"{Q2}/1?page=2" in first.links
    second = pages.of("hoa").get(f"{Q2}/1?page=2")
    assert [f"Việc {n}" in second.text for n in range(5)] == [False, False, False, False, True]
    assert 'data-back="/meeting/2026-Q2/1"' in second.html
    assert pages.of("hoa").get(f"{Q2}/1?page=77").text == second.text


def test_an_indicator_stands_under_its_task(pages, make):
    task = make.task(due_on=LATE, last_update_on=TODAY)
    with transaction() as session:
        session.add(
            Indicator(
                organization_id=task.organization_id, task_id=task.id, name="Tiêu chí", unit="tiêu chí/xã",
                baseline=Decimal(9), baseline_label="Quý I/2026", target=Decimal(11),
            )
        )  # fmt: skip
    assert "Tiêu chí – Quý I/2026: 9 · chỉ tiêu 11 tiêu chí/xã" in pages.of("hoa").get(f"{Q2}/1").text


def test_where_nobody_asks_for_attention_the_page_says_so(pages, make):
    make.task(due_on=date(2026, 6, 30), last_update_on=TODAY)
    page = pages.of("tam").get(Q2)
    assert page.h1 == ["Không có đoàn nào cần xem xét"]
    assert "/board/2026-Q2" in page.links


def test_no_menu_stands_on_the_screen(pages, work):
    page = pages.of("hoa").get(f"{Q2}/1")
    assert 'class="bar' not in page.html
    assert "tabbar" not in page.html
    assert "Đăng xuất" not in page.text


def test_the_board_leads_to_it_for_those_who_read_the_whole(pages, work):
    assert Q2 in pages.of("hoa").get("/board/2026-Q2").links
    assert Q2 not in pages.of("an").get("/board/2026-Q2").links


@pytest.mark.parametrize(
    ("who", "status"), [("hoa", 200), ("tam", 200), ("kien", 200), ("an", 403), ("quan", 403), ("lan", 303)]
)
def test_who_may_step_through_it(pages, work, who, status):
    pages.of(who).get(f"{Q2}/1", status=status)


def test_who_reads_several_committees_names_one(pages, work, cast):
    page = pages.of("phuc").get(f"{Q2}/1?org={cast.home.id}")
    assert page.h1 == ["Tổ công tác Bắc Sông"]
    assert f"{Q2}/3?org={cast.home.id}" in page.links
    assert "Ghi kết luận" not in page.text
    pages.of("lan").get(f"{Q2}/1?org={cast.home.id}", status=403)


CLOSED = "việc hạn chế cần xem xét: chỉ được tính, không mở được."
NOTHING = "Đơn vị này không còn việc cần xem xét."


def test_above_a_group_with_nothing_but_a_restricted_task_is_told_of_it(pages, make, cast):
    make.task(title="Việc kín", due_on=date(2026, 5, 4), restricted=True)
    above, here = pages.of("phuc").get(f"{Q2}/1?org={cast.home.id}"), pages.of("hoa").get(f"{Q2}/1")
    assert f"Có 1 {CLOSED}" in above.text
    assert NOTHING not in above.text
    assert "Việc kín" not in above.html
    assert "Việc kín" in here.text
    assert CLOSED not in here.text


def test_above_the_readable_tasks_fill_the_screens_and_the_last_tells_of_the_others(pages, make, cast):
    for n in range(5):
        make.task(title=f"Việc mở {n}", due_on=date(2026, 5, 4))
    for n in range(4):
        make.task(title=f"Việc kín {n}", due_on=date(2026, 4, 28), restricted=True)
    org = f"org={cast.home.id}"
    first = pages.of("phuc").get(f"{Q2}/1?{org}")
    assert first.text.count("Việc mở") == 4
    assert "và 1 việc" in first.text
    assert CLOSED not in first.text
    for page in (2, 3, 99):  # the last one, and those that are no more
        last = pages.of("phuc").get(f"{Q2}/1?{org}&page={page}")
        assert last.text.count("Việc mở") == 1
        assert f"Có 4 {CLOSED}" in last.text
    assert pages.of("hoa").get(f"{Q2}/1").text.count("Việc kín") == 4


@pytest.mark.parametrize("number", ["0", "4", "999999"])
def test_a_number_that_no_group_has_leads_to_the_beginning(pages, work, number):
    assert location(pages.of("hoa"), f"{Q2}/{number}") == Q2


def test_without_a_script_the_page_loads_itself_again_but_not_while_somebody_writes(pages, work):
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in pages.of("hoa").get(f"{Q2}/1").html
    writing = pages.of("hoa").get(f"{Q2}/1?write=1")
    assert 'http-equiv="refresh"' not in writing.html
    assert "text" in writing.forms[0]["fields"]


def test_the_number_of_questions_does_not_grow_with_the_groups_or_tasks(pages, make):
    make.task(due_on=LATE)
    few = asked(pages)
    for n in range(12):
        make.task(lead="abc"[n % 3], due_on=LATE)
    db.session.rollback()
    assert asked(pages) == few


def asked(pages):
    pages.of("tam").get(f"{Q2}/1")
    with counted() as sent:
        pages.of("tam").get(f"{Q2}/1")
    return selects(sent)
