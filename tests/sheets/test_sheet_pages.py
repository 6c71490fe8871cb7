"""The sheet of a group as people see it: what it says, that each number is the heading of its list, who may."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.board.test_board_pages import many_pieces, numbers_in, rows_of
from tests.board.worlds import settled
from tests.cast import NOW, TODAY
from tests.counting import counted, selects
from tests.update_rate.talk import Said, Talk, Told, write
from tracker.core.database import transaction
from tracker.indicators.models import Indicator, Measurement
from tracker.indicators.status import RollUp
from tracker.tasks.models import Direction, StatusUpdate
from tracker.tasks.status import SelfRating, State


@pytest.fixture
def path(cast):
    """The address of a group's sheet."""
    return lambda group="a", quarter="2026-Q2": f"/board/{quarter}/groups/{cast.groups[group].id}"


@pytest.fixture
def say(cast):
    """An update of a group on a task, some days ago."""

    def write_down(task, text="Đã làm", *, days_ago=1, group="a", **more) -> StatusUpdate:
        moment = NOW - timedelta(days=days_ago)
        with transaction() as session:
            update = StatusUpdate(
                **{
                    "organization_id": task.organization_id,
                    "task_id": task.id,
                    "group_id": cast.groups[group].id,
                    "author_id": cast.people["an"].id,
                    "created_at": moment,
                    "reported_on": moment.date(),
                    "from_state": State.IN_PROGRESS,
                    "to_state": State.IN_PROGRESS,
                    "self_rating": SelfRating.ON_TRACK,
                    "done_text": text,
                    **more,
                }
            )
            session.add(update)
        return update

    return write_down


@pytest.fixture
def measure(say):
    """An indicator of a task with values reported for it."""

    def write_down(task, name, *values, target=None, **more) -> None:
        update = say(task)
        with transaction() as session:
            indicator = Indicator(
                organization_id=task.organization_id,
                task_id=task.id,
                name=name,
                unit="ha",
                target=target,
                roll_up=more.pop("roll_up", RollUp.LATEST),
                **more,
            )
            session.add(indicator)
            session.flush()
            session.add_all(
                Measurement(
                    organization_id=task.organization_id,
                    indicator_id=indicator.id,
                    status_update_id=update.id,
                    value=Decimal(value),
                    measured_on=TODAY - timedelta(days=9 - n),
                    created_at=NOW,
                )
                for n, value in enumerate(values)
            )

    return write_down


@pytest.fixture
def work(make):
    soon = date(2026, 5, 15)
    make.task(title="Việc quá hạn", due_on=date(2026, 4, 20), state=State.IN_PROGRESS, last_update_on=TODAY)
    make.task(title="Việc im lặng", due_on=date(2026, 6, 30))
    make.task(title="Việc trả lại", due_on=soon, state=State.RETURNED, returned_on=TODAY, last_update_on=TODAY)
    make.task(title="Việc chờ", due_on=soon, state=State.AWAITING_CONFIRMATION, reported_on=TODAY, last_update_on=TODAY)
    make.task(title="Việc xong", due_on=soon, state=State.COMPLETED, reported_on=TODAY, last_update_on=TODAY)
    make.task(title="Việc không hạn", last_update_on=TODAY)
    make.task(title="Việc dừng", state=State.CANCELLED)
    make.task(title="Việc của đơn vị khác", lead="b", supporting=("a",), due_on=soon)
    make.task(title="Việc riêng của đơn vị khác", lead="b", due_on=soon)


def section(page, name: str) -> str:
    """The words of one part of the page."""
    html = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', page.html, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_sheet_names_the_people_and_every_task_the_group_leads(pages, work, path):
    page = pages.of("tam").get(path())
    assert page.h1 == ["Tổ công tác Bắc Sông, Quý II/2026"]
    about = section(page, "about")
    assert "Nguyễn Văn An" in about
    assert "Trần Thị Bình" in about
    assert "Chủ trì 6 , chờ xác nhận: 1 Phối hợp 1" in about
    assert section(page, "deadlines").startswith("5 nhiệm vụ có hạn cùng 1 nhiệm vụ không giao hạn")
    for title in ("Việc quá hạn", "Việc im lặng", "Việc trả lại", "Việc chờ", "Việc xong", "Việc không hạn"):
        assert title in section(page, "work")
    assert "Việc dừng" not in page.text
    assert "của đơn vị khác" not in page.text


def test_each_number_on_the_sheet_is_the_heading_of_its_list(pages, cast, work, path):
    for who in ("hoa", "an", "phuc"):
        visitor = pages.of(who)
        said = numbers_in(visitor.get(path()))
        assert len(said) > 6
        assert {(href, rows_of(visitor.get(href))) for href, _ in said} == said


def test_what_asks_for_attention_stands_beside_the_deadline(pages, work, path):
    words = section(pages.of("hoa").get(path()), "work")
    assert "Quá hạn 13 ngày làm việc, hạn 20/04/2026" in words
    assert "Chưa có cập nhật nào" in words
    assert "Trả lại" in words
    assert "Chờ xác nhận" in words


def test_of_each_task_the_latest_two_updates_are_told_the_newest_first(pages, make, say, path):
    task = make.task(state=State.IN_PROGRESS, last_update_on=TODAY)
    for days, text in ((9, "Lần một"), (5, "Lần hai"), (1, "Lần ba")):
        say(task, text, days_ago=days)
    say(task, "Phần của phòng", days_ago=0, group="b")
    words = section(pages.of("hoa").get(path()), "work")
    assert "Lần một" not in words
    assert "Lần hai" not in words
    assert words.index("Phần của phòng") < words.index("Lần ba")
    assert "Tài chính" in words
    assert "11/05/2026" in words


def test_a_long_update_is_cut_and_an_empty_one_says_that_nothing_is_new(pages, make, say, path):
    task = make.task(state=State.IN_PROGRESS, last_update_on=TODAY)
    say(task, "Đã rà soát. " * 60, days_ago=3)
    say(task, "", days_ago=1, no_change=True, self_rating=None)
    words = section(pages.of("hoa").get(path()), "work")
    assert "Không thay đổi" in words
    assert "…" in words
    assert words.count("Đã rà soát.") < 20


def test_a_proposal_waits_until_a_direction_answers_it(pages, make, say, cast, path):
    asked = make.task(title="Việc xin ý kiến", state=State.IN_PROGRESS, last_update_on=TODAY)
    hard = make.task(title="Việc khó", state=State.IN_PROGRESS, last_update_on=TODAY)
    over = make.task(title="Việc đã khó", state=State.IN_PROGRESS, last_update_on=TODAY)
    done = make.task(title="Việc đã xong", state=State.COMPLETED, last_update_on=TODAY)
    say(asked, days_ago=4, difficulty="Thiếu vốn đối ứng", needs_decision=True)
    say(hard, days_ago=3, difficulty="Mưa kéo dài")
    say(over, days_ago=5, difficulty="Chưa có mặt bằng")
    say(over, "Đã có mặt bằng", days_ago=1)
    say(done, days_ago=3, difficulty="Từng vướng")
    words = section(pages.of("tam").get(path()), "proposals")
    assert words.startswith("Kiến nghị chưa được trả lời 2")
    assert words.index("Thiếu vốn đối ứng Đề nghị cho ý kiến chỉ đạo.") < words.index("Mưa kéo dài")
    assert "mặt bằng" not in words
    assert "Từng vướng" not in words
    direct(asked, cast, NOW - timedelta(days=6))
    assert "Thiếu vốn" in section(pages.of("tam").get(path()), "proposals")
    direct(asked, cast, NOW - timedelta(days=1))
    assert "Thiếu vốn" not in section(pages.of("tam").get(path()), "proposals")


def direct(task, cast, moment: datetime) -> None:
    with transaction() as session:
        session.add(
            Direction(
                organization_id=task.organization_id,
                task_id=task.id,
                author_id=cast.people["tam"].id,
                text="Tập trung tháo gỡ",
                created_at=moment,
            )
        )


def test_an_indicator_stands_beside_its_target_the_quarter_before_and_a_year_ago(pages, make, measure, path):
    old = make.task(quarter="2026-Q1", state=State.CARRIED_OVER)
    now = make.task(state=State.IN_PROGRESS, last_update_on=TODAY, carried_from_id=old.id)
    measure(old, "Diện tích gieo cấy", "120")
    measure(now, "Diện tích gieo cấy", "100", "50.5", target=Decimal(300), roll_up=RollUp.SUM)
    year_ago = make.task(quarter="2025-Q2", state=State.COMPLETED)
    measure(year_ago, "Diện tích  GIEO CẤY", "99")
    words = section(pages.of("hoa").get(path()), "measures")
    assert "Quý I/2026 Quý II/2025" in words
    assert "Diện tích gieo cấy (ha) 150,5 300 50,2 % 120 99" in words


def test_where_two_numbers_of_before_could_be_meant_none_is_told(pages, make, measure, path):
    for _ in range(2):
        measure(make.task(quarter="2026-Q1", state=State.COMPLETED), "Số hộ", "7")
    measure(make.task(state=State.IN_PROGRESS, last_update_on=TODAY), "Số hộ", "9")
    assert "Số hộ (ha) 9 – – – –" in section(pages.of("hoa").get(path()), "measures")


def test_the_sheet_tells_the_update_rate_and_the_reminders(pages, make, session, cast, path):
    task = make.task(state=State.IN_PROGRESS, last_update_on=TODAY)
    make.task(lead="b", state=State.IN_PROGRESS, last_update_on=TODAY)
    told = tuple(Told(task=task.id, hours_ago=24 * n, to="an") for n in (1, 4))
    write(session, Talk(told=told, said=(Said(task=task.id, hours_ago=2, group="a"),)), cast)
    session.commit()
    assert section(pages.of("an").get(path()), "updates").endswith(
        "1 / 1 · 100,0 % 0/ 1 · 0,0 % 0 0 2 ngày trong 1 lần 0/0 2/0"
    )


@pytest.mark.parametrize(
    ("who", "group", "status"),
    [
        ("hoa", "a", 200),
        ("kien", "a", 200),
        ("an", "a", 200),
        ("binh", "a", 200),
        ("chi", "a", 404),
        ("dung", "a", 404),
        ("quan", "a", 404),
        ("lan", "a", 404),
        ("phuc", "d", 200),
        ("hoa", "d", 404),
    ],
)
def test_who_may_see_a_sheet(pages, work, path, who, group, status):
    pages.of(who).get(path(group), status=status)


def test_a_group_that_is_none_has_no_sheet(pages, cast):
    pages.of("hoa").get("/board/2026-Q2/groups/7777", status=404)
    pages.of("hoa").get("/board/2026-Q2/groups/99999999999999999999", status=404)


def test_the_board_leads_to_the_sheets_that_the_reader_may_see(pages, work, path):
    assert {path("a"), path("b")} <= set(pages.of("hoa").get("/board/2026-Q2").links)
    links = pages.of("an").get("/board/2026-Q2").links
    assert path("a") in links
    assert path("b") not in links
    assert path("a") not in pages.of("hoa").get("/board/2026-Q2?by=field").links


def test_a_group_without_work_and_without_members_is_no_error(pages, cast, path):
    page = pages.of("hoa").get(path("b", "2026-Q3"))
    assert "Đơn vị không chủ trì nhiệm vụ nào trong quý này." in page.text


def test_the_number_of_selects_does_not_grow_with_the_tasks(session, cast, pages, path):
    numbers = []
    for n in (6, 600):
        with settled(session, many_pieces(n), cast):
            said = tuple(Said(task=each, hours_ago=each % 50 + 1, group="a") for each in range(1, n + 1))
            write(session, Talk(said=said), cast)
            session.commit()
        numbers.append(asked(pages, path()))
        for table in ("status_update", "task", "directive", "source_document"):
            session.execute(sa.text(f"DELETE FROM {table}"))
        session.commit()
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 21


def asked(pages, address) -> int:
    visitor = pages.of("hoa")
    visitor.get(address)
    with counted() as sent:
        visitor.get(address)
    return selects(sent)


def test_a_restricted_task_is_counted_for_a_superior_and_nothing_of_it_is_shown(pages, make, path, say):
    plain = make.task(title="Việc thường", due_on=TODAY)
    secret = make.task(title="Việc riêng của đảng bộ", due_on=TODAY, restricted=True)
    for each in (plain, secret):
        say(each, f"Lời của {each.title}", difficulty=f"Vướng ở {each.title}", needs_decision=True)
    with transaction() as session:
        more = {"organization_id": secret.organization_id, "name": "Chỉ tiêu riêng", "unit": "hộ"}
        session.add(Indicator(task_id=secret.id, roll_up=RollUp.SUM, position=1, **more))
    above, home = (pages.of(name).get(path()) for name in ("phuc", "hoa"))
    words = ("Việc riêng của đảng bộ", "Chỉ tiêu riêng")
    assert [each in home.text for each in words] == [True, True]
    assert [each in above.text for each in words] == [False, False]
    assert "Lời của Việc thường" in above.text
    assert "có 1 việc hạn chế" in above.text
